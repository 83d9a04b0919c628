"""A bad deployment stops the worker, over restarts, and `arrears resume` lets it go on."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from secrets import token_hex
from time import sleep

import pytest
from kafka import KafkaProducer
from typer.testing import CliRunner, Result

from streams.cli.commands import app
from streams.runs import worker_process
from streams.runs.errors import WorkerDied
from streams.runs.session import Session, open_session
from streams.runs.worker_process import WorkerProcess
from streams.terms.routes import PAYMENTS
from tests.system.checking import checked_run
from tests.system.test_bad_input import FIRST, Sent, billed, opened, tick

pytestmark = [pytest.mark.broker, pytest.mark.slow]

LIMIT = 20
# Enough restarts to show that none of them goes on.
RESTARTS = 2
ACCOUNT = "an-account"


@pytest.fixture
def session(broker: str, tmp_path: Path) -> Iterator[Session]:
    with open_session(
        tmp_path,
        f"resume-{token_hex(3)}",
        bootstrap=broker,
        with_worker=False,
        say=lambda _: None,
    ) as live:
        yield live


def _worker(session: Session, folder: Path) -> WorkerProcess:
    settings = {
        "ARREARS_BOOTSTRAP": session.bootstrap,
        "ARREARS_PREFIX": session.names.prefix,
        "ARREARS_DATA_PATH": str(folder / "worker"),
        "ARREARS_REFUSED_IN_A_ROW_MAX": str(LIMIT),
    }
    return WorkerProcess(settings, folder / "worker.log", lambda _: None)


def _run_until_it_keeps_dying(worker: WorkerProcess) -> None:
    for _ in range(1200):
        worker.watch()
        sleep(0.1)


def _resume(session: Session, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setenv("ARREARS_REFUSED_IN_A_ROW_MAX", str(LIMIT))
    given = ["--bootstrap", session.bootstrap, "--prefix", session.names.prefix]
    words = ["resume", "--by", "somebody", "--reason", "the producer is mended"]
    return CliRunner().invoke(app, [*words, *given], catch_exceptions=False)


def test_a_run_of_bad_records_stops_the_worker_until_leave_is_given(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_process, "_RESTARTS_MAX", RESTARTS)
    worker = _worker(session, tmp_path)
    try:
        worker.wait_ready(90.0)
        assert "nothing to resume" in _resume(session, monkeypatch).output
        sent = Sent(session)
        sent.good(opened(ACCOUNT), billed(ACCOUNT))
        with closing(KafkaProducer(bootstrap_servers=session.bootstrap, acks="all")) as raw:
            for number in range(LIMIT + 5):
                name = session.names.full(PAYMENTS)
                raw.send(name, key=ACCOUNT.encode(), value=b"no record %d" % number)
        sent.close()
        with pytest.raises(WorkerDied, match=r"in a row of .* were refused: see `arrears dlq"):
            _run_until_it_keeps_dying(worker)
    finally:
        worker.stop()
    given = _resume(session, monkeypatch)
    assert given.exit_code == 0
    assert "delinquency may go on with payments.posted/" in given.output
    assert f"at offset {LIMIT}" in given.output
    again = _worker(session, tmp_path)
    try:
        again.wait_ready(90.0)
        tick(session, FIRST)
    finally:
        again.stop()
    found = checked_run(session.bootstrap, session.names.prefix, session.partitions)
    assert found.findings == ()
