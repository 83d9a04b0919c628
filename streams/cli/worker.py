"""`arrears worker`: runs the stages on the partitions the group assigns to this process."""

import logging
import os
import sys
import threading
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated

import structlog
import typer
from pydantic import ValidationError

from streams.app import worker as workers
from streams.app.settings import Settings
from streams.app.stages import SPECS
from streams.broker.cluster import wait_for
from streams.broker.topics import require_copartitioned, topic_ids
from streams.cli.faults import UsageFault
from streams.cli.settings_told import told, variable
from streams.cli.where import require_run

Given = dict[str, object]


def worker(
    bootstrap: Annotated[str | None, typer.Option(help=told("bootstrap"))] = None,
    prefix: Annotated[str | None, typer.Option(help=told("prefix"))] = None,
    instance: Annotated[str | None, typer.Option(help=told("instance"))] = None,
    stage: Annotated[
        list[str] | None, typer.Option(help=f"one of them alone, repeatable: {told('stages')}")
    ] = None,
    delivery: Annotated[str | None, typer.Option(help=told("delivery"))] = None,
    snapshots: Annotated[Path | None, typer.Option(help=told("snapshots"))] = None,
    metrics_port: Annotated[int | None, typer.Option(help=told("metrics_port"))] = None,
    owned: Annotated[
        bool, typer.Option("--owned", hidden=True, help="end when standard input ends")
    ] = False,
) -> None:
    """Run a worker until Ctrl-C or SIGTERM.

    A killed worker loses nothing: start it again. Every setting is also an environment variable:
    they are listed below.

    With --snapshots DIR a copy of the rows is written there now and then, and a restart reads only
    what came since. One that does not fit is passed over. It holds account ids: mind that disk.

    With --delivery at-least-once a flush is written in steps instead of one transaction. After a
    crash what was said last may come once more, the same under the same id; nothing is lost and no
    row counts twice. Nobody is fenced: run it where one worker owns a partition for certain.
    A crash while more than 1 MB of one area is written may ask for `arrears rebuild`.
    """
    settings = read_settings(
        bootstrap=bootstrap,
        prefix=prefix,
        instance=instance,
        stages=",".join(stage) if stage else None,
        delivery=delivery,
        snapshots=snapshots,
        metrics_port=metrics_port,
    )
    if settings.snapshots is not None:
        if "instance" not in settings.model_fields_set:
            raise UsageFault(
                "a snapshot is found again by its worker's name: give one with --instance"
                f" ({variable('instance')})"
            )
        _require_folder("snapshots", settings.snapshots / settings.instance)
    _set_up_logging(settings.log_level)
    if owned:
        threading.Thread(target=_end_with_owner, daemon=True).start()
    _run(settings)


def _run(settings: Settings) -> None:
    """Wait for the broker, look at the topics, and run; does not return."""
    say = logging.getLogger("arrears").warning
    wait_for(settings.bootstrap, settings.broker_wait_seconds, say)
    require_run(settings.bootstrap, settings.prefix)
    partitions = require_copartitioned(settings.bootstrap, settings.prefix)
    _require_folder("data_path", settings.data_path / settings.instance)
    ids = topic_ids(settings.bootstrap, workers.rows_topics(settings)) if settings.snapshots else {}
    workers.run(settings, partitions, ids)


def read_settings(**given: object) -> Settings:
    """Return the settings; what is None is left to the environment. Raises UsageFault."""
    try:
        named = {key: value for key, value in given.items() if value is not None}
        read = Settings.model_validate(named)
    except ValidationError as broken:
        first = broken.errors()[0]
        key = "_".join(str(part) for part in first["loc"])
        why = first["msg"].removeprefix("Value error, ")
        raise UsageFault(f"setting {key} ({variable(key)}): {why}, got {first['input']!r}") from (
            broken
        )
    unknown = sorted(set(read.stages) - set(SPECS))
    if unknown:
        raise UsageFault(
            f"setting stages ({variable('stages')}, --stage): no stage is called {unknown[0]!r}:"
            f" choose from {', '.join(SPECS)}"
        )
    return read


def _require_folder(key: str, folder: Path) -> None:
    """Raise UsageFault at the start where a folder cannot be written to, and not minutes later."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as broken:
        raise UsageFault(
            f"setting {key} ({variable(key)}): {folder} cannot be written to"
            f" ({(broken.strerror or str(broken)).lower()}): name a folder that can be"
        ) from broken


def _set_up_logging(level: str) -> None:
    """Write one JSON line per event to standard error."""
    line = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
        foreign_pre_chain=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.format_exc_info,
        ],
    )
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(line)
    # Libraries speak up from warnings on; the level asked for is that of our own events.
    logging.basicConfig(level="WARNING", handlers=[out], force=True)
    logging.getLogger("arrears").setLevel(level)


def _end_with_owner() -> None:
    """End this process when its owner has gone; what is committed stays, the rest is done again."""
    while os.read(0, 1024):
        pass
    logging.getLogger("arrears").warning("the owner has gone, ending")
    os._exit(0)
