"""`arrears resume`: leave to go on behind so many refused records that a stage has stopped."""

from collections.abc import Iterator
from typing import Annotated

import typer

from streams.app.stages import SPECS
from streams.cli.stood import positions_of
from streams.cli.where import Bootstrap, Prefix, Where, where
from streams.cli.worker import read_settings
from streams.engine.runs import stopped
from streams.feed.publisher import Publisher
from streams.terms.control import Resumed
from streams.wire.control import encode_resumed


def resume(
    by: Annotated[str, typer.Option("--by", help="who gives leave")],
    reason: Annotated[str, typer.Option("--reason", help="why it is sound to go on")],
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Let stages go on that stopped behind too many refused records.

    A stage stops at 5,000 in a row of one input (ARREARS_REFUSED_IN_A_ROW_MAX), or when more than
    20 % of its last 30,000 were refused (ARREARS_REFUSED_SHARE_PERCENT_MAX), so that a bad
    deployment does not drain a topic into the dead letters, and a restart stops again. Mend the
    producer first: leave is good until either limit is reached anew. Then start the worker again.
    The limits are those the worker ran with, which it writes down beside its rows.

    Example: arrears resume --by m.lin --reason "the producer was rolled back"
    """
    at = where(bootstrap, prefix)
    leaves = [leave for name in SPECS for leave in _stopped(at, name, by, reason)]
    with Publisher(at.bootstrap, at.names) as publisher:
        for leave in leaves:
            publisher.send(encode_resumed(leave))
        publisher.flush()
    for leave in leaves:
        place = f"{leave.topic}/{leave.partition}"
        typer.echo(f"{leave.stage} may go on with {place} at offset {leave.offset}")
    typer.echo("start the worker again" if leaves else "no stage has stopped: nothing to resume")


def _stopped(at: Where, stage: str, by: str, reason: str) -> Iterator[Resumed]:
    limits = read_settings()
    for number, position in sorted(positions_of(at, stage).items()):
        for topic in stopped(
            position, limits.refused_in_a_row_max, limits.refused_share_percent_max
        ):
            yield Resumed(
                stage=stage,
                topic=topic,
                partition=number,
                offset=position.offsets[topic],
                decided_by=by,
                reason=reason,
            )
