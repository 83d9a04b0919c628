"""`arrears decide settle`: one refused record of an area, or all of them where it has too many."""

from typing import Annotated

import typer

from streams.cli import dlq
from streams.cli.areas import areas
from streams.cli.faults import UsageFault
from streams.cli.where import Bootstrap, Prefix, where
from streams.field.holding import ALL
from streams.terms.field_facts import AreaRefusalResolved
from streams.terms.identity import stable_id
from streams.views.desk import AreaNow


def settle(
    origin: Annotated[
        str, typer.Argument(help="TOPIC/PARTITION/OFFSET, or '*' for all of --area at once")
    ],
    by: Annotated[str, typer.Option(help="who settles it")],
    reason: Annotated[str, typer.Option(help="why it may be settled")],
    discard: Annotated[
        bool, typer.Option("--discard", help="the record is given up, none was sent in its place")
    ] = False,
    area: Annotated[
        str | None, typer.Option("--area", help="the service area of which '*' is settled")
    ] = None,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Settle a refused record, as `arrears dlq resolve` does, or with '*' all of one area.

    An area keeps the first 1,000 that hold it. Where there were more, it is held until somebody has
    looked at all of them and settles them at once; `arrears visits --state waiting` shows that.
    `arrears dlq list` shows each of them as open still.

    Example: arrears decide settle '*' --area north --by ann --reason "the feed was mended, all sent
    again"
    """
    if origin != ALL:
        if area is not None:
            raise UsageFault("--area goes with '*' alone: a record's own key says its area")
        dlq.resolve(origin, by, reason, discard, bootstrap, prefix)
        return
    reason = dlq.reason_given(by, reason, discard=discard)
    at = where(bootstrap, prefix)
    now = _area(areas(at), area)
    if not now.row.is_held:
        typer.echo(f"{now.row.area}: no refused record holds it; there is nothing to send")
        return
    dlq.publish(at, all_settled(now, by, reason))
    typer.echo(
        f"{now.row.area}: {by}'s decision is sent, and every hold of the area is lifted as soon as"
        " a worker has read that"
    )


def all_settled(now: AreaNow, by: str, reason: str) -> AreaRefusalResolved:
    """Return the decision that everything is settled that holds an area.

    Said again before it was read it has the same id and counts once; what overflows behind it can
    be settled in the same words.
    """
    before = [settled for settled in now.row.head.resolved if settled.startswith(f"{ALL}/")]
    return AreaRefusalResolved(
        event_id=stable_id("resolved", ALL, now.row.area, by, reason, *before[-1:]),
        area=now.row.area,
        effective_on=now.as_of.on,
        origin=ALL,
        decided_by=by,
        reason=reason,
    )


def _area(known: list[AreaNow], area: str | None) -> AreaNow:
    found = next((now for now in known if now.row.area == area), None)
    if found is None:
        names = ", ".join(now.row.area for now in known)
        raise UsageFault(f"'*' settles all of one area: say with --area which of {names}")
    return found
