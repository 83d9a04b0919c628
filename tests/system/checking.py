"""The check of a whole run by all who read its log: `arrears verify`, its stages side by side."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from msgspec import Struct

from streams.app.stages import SPECS
from streams.engine.names import Names
from streams.verify.findings import Checked
from streams.verify.logged import read
from streams.verify.stage import Limits, checked, topics_of


class Found(Struct, frozen=True):
    """What was found in a run, how many facts its stages were recomputed from, rows by stage."""

    findings: tuple[str, ...]
    facts: int
    rows: dict[str, int]


def checked_run(bootstrap: str, prefix: str, partitions: int, deadline_ms: int = 30_000) -> Found:
    """Check every stage, each from its own topics, and require that each holds something.

    Of the field there may be watermarks alone: not every run has crews, and one that has asks for
    its rows itself.
    """
    # Started anew, not forked: tests have threads, and each process has its own copy of the log.
    with ProcessPoolExecutor(len(SPECS), mp_context=get_context("spawn")) as pool:
        runs = [
            pool.submit(_stage_checked, stage, bootstrap, prefix, partitions, deadline_ms)
            for stage in SPECS
        ]
        found = [run.result() for run in runs]
    assert all(one.outputs and (one.rows or one.stage == "field") for one in found)
    return Found(
        findings=tuple(str(finding) for one in found for finding in one.findings),
        facts=sum(one.facts for one in found),
        rows={stage: one.rows for stage, one in zip(SPECS, found, strict=True)},
    )


def _stage_checked(
    stage: str, bootstrap: str, prefix: str, partitions: int, deadline_ms: int
) -> Checked:
    spec, names = SPECS[stage], Names(prefix)
    topics = topics_of([spec.routes])
    log = read(bootstrap, topics, names.full, partitions, lambda _topic, _count: None)
    return checked(spec, partitions, log, Limits(deadline_ms=deadline_ms))
