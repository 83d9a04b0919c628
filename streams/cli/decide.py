"""`arrears decide`: what a manager or a supervisor decides about visits, written as a fact."""

from typing import Annotated, Any

import typer

from streams.cli.areas import areas
from streams.cli.decided import record_of, require_line
from streams.cli.faults import UsageFault
from streams.cli.settling import settle
from streams.cli.where import Bootstrap, Prefix, Where, where
from streams.feed.publisher import Publisher
from streams.terms.days import iso
from streams.terms.field_facts import (
    AgentCounselled,
    IncidentCleared,
    VisitApproved,
    VisitRefused,
)
from streams.terms.identity import stable_id
from streams.terms.records import Outgoing
from streams.views.desk import AreaNow
from streams.views.desk_answers import Decision, Refused, answered
from streams.views.desk_choice import areas_of_incident, areas_of_rest, areas_of_visit
from streams.wire.readable import last_four

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Decide about visits: second visits, incidents, agents who rest, refused records.\n\n"
    "`arrears visits --state waiting` shows what waits, with its id. Each decision is a fact in"
    " field.decisions, of the day on which the run stands. It is tried on what the area knows"
    " first: what would lead to nothing is refused, and what will follow is said. The same decision"
    " made twice counts once. --role is the role by which you decide, and the policy says which"
    " roles may; who may write to the topic, your broker says.\n\n"
    'Example: `arrears decide approve VISIT --role manager --by m.lin --reason "agreed a plan"`',
)

Visit = Annotated[str, typer.Argument(metavar="VISIT", help="the visit's id, in full")]
Role = Annotated[str, typer.Option(help="the role by which you decide")]
By = Annotated[str, typer.Option(help="who decides")]
Reason = Annotated[str, typer.Option(help="why")]
InArea = Annotated[
    str | None, typer.Option("--area", help="the service area; to be said where several wait")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="say what would follow, and send nothing")]


@app.command()
def approve(
    visit: Visit,
    role: Role,
    by: By,
    reason: Reason,
    area: InArea = None,
    dry_run: DryRun = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Approve a second visit, for the purpose that --reason states.

    Example: arrears decide approve 5e0c2f6e-7a1d-5c9a-9d2e-1f6b0c3a4d5e --role manager
    --by m.lin --reason "the customer asked for a talk at home"
    """
    _require_words(by, reason, role)
    at = where(bootstrap, prefix)
    now = _area_of_visit(at, area, visit)
    said = _said(now, role, by, reason, "approved", visit)
    _decide(at, now, VisitApproved(visit_id=visit, **said), visit, dry_run=dry_run)


@app.command()
def refuse(
    visit: Visit,
    role: Role,
    by: By,
    reason: Reason,
    area: InArea = None,
    dry_run: DryRun = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Refuse a visit, whether or not it was approved or planned; this is never taken back.

    A crew that was let go is called back.

    Example: arrears decide refuse 5e0c2f6e-7a1d-5c9a-9d2e-1f6b0c3a4d5e --role manager
    --by m.lin --reason "a letter will do"
    """
    _require_words(by, reason, role)
    at = where(bootstrap, prefix)
    now = _area_of_visit(at, area, visit)
    said = _said(now, role, by, reason, "refused", visit)
    _decide(at, now, VisitRefused(visit_id=visit, **said), visit, dry_run=dry_run)


@app.command()
def clear(
    incident: Annotated[str, typer.Argument(help="the incident's id, in full")],
    role: Role,
    by: By,
    reason: Reason,
    area: InArea = None,
    dry_run: DryRun = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Clear an incident: its customer and address may be visited again, in every area.

    The agents who met with it rest until each of them is counselled.

    Example: arrears decide clear inc-2026-0042 --role safety_officer --by k.ho
    --reason "the dog is gone, seen on site"
    """
    _require_words(by, reason, role)
    at = where(bootstrap, prefix)
    found = areas_of_incident(_areas(at, area), incident)
    now = _one(found, f"incident {incident!r} is known")
    _decide(
        at,
        now,
        IncidentCleared(
            incident_id=incident,
            **_said(now, role, by, reason, "cleared", incident),
        ),
        incident,
        dry_run=dry_run,
    )


@app.command()
def counsel(
    agent: Annotated[str, typer.Argument(help="the agent's id, in full")],
    incident: Annotated[str, typer.Option(help="the incident they talked about, in full")],
    role: Role,
    by: By,
    reason: Reason,
    area: InArea = None,
    dry_run: DryRun = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Say that an agent has rested and talked about an incident, and may visit again.

    Example: arrears decide counsel agent-0017 --incident inc-2026-0042 --role supervisor
    --by k.ho --reason "talked on 5 June, wants to go on"
    """
    _require_words(by, reason, role)
    at = where(bootstrap, prefix)
    found = areas_of_rest(_areas(at, area), agent, incident)
    now = _one(found, f"agent {agent!r} rests after that")
    _decide(
        at,
        now,
        AgentCounselled(
            agent_id=agent,
            incident_id=incident,
            **_said(now, role, by, reason, "counselled", agent, incident),
        ),
        agent,
        dry_run=dry_run,
    )


app.command("settle")(settle)


def _said(now: AreaNow, role: str, by: str, reason: str, kind: str, *names: str) -> dict[str, Any]:
    """Return what every decision says; said again in the same words it has the same id."""
    return {
        "event_id": stable_id(kind, now.row.area, *names, role, by, reason),
        "area": now.row.area,
        "effective_on": now.as_of.on,
        "role": role,
        "decided_by": by,
        "reason": reason,
    }


def _require_words(by: str, reason: str, role: str) -> None:
    if not by.strip() or not reason.strip() or not role.strip():
        raise UsageFault("--by, --reason and --role: say who decides, why, and in which role")
    for option, text in (("--by", by), ("--reason", reason), ("--role", role)):
        require_line(option, text)


def _areas(at: Where, area: str | None) -> list[AreaNow]:
    """Return the areas that may be meant; raises UsageFault for one that is not known here."""
    known = areas(at)
    names = [now.row.area for now in known]
    if area is not None and area not in names:
        raise UsageFault(f"--area {area!r} is not known here; there are {', '.join(names)}")
    return [now for now in known if area in {None, now.row.area}]


def _area_of_visit(at: Where, area: str | None, visit: str) -> AreaNow:
    return _one(areas_of_visit(_areas(at, area), visit), f"visit {visit!r} was asked of any area")


def _one(found: list[AreaNow], said: str) -> AreaNow:
    """Return the one area a thing waits in; raises UsageFault for none, and for several."""
    if not found:
        raise UsageFault(
            f"no {said}: `arrears visits --state waiting --unmasked` shows what"
            " waits, with ids in full"
        )
    if len(found) > 1:
        names = " and ".join(now.row.area for now in found)
        raise UsageFault(f"this waits in {names}: say with --area for which of them you decide")
    return found[0]


def _decide(at: Where, now: AreaNow, decision: Decision, name: str, *, dry_run: bool) -> None:
    record = record_of(decision, "arrears.decide")
    try:
        answer = answered(now, decision, last_four)
    except Refused as refused:
        raise UsageFault(f"{name}: {refused}") from refused
    if answer.stands:
        typer.echo(f"{name}: {answer.text}; there is nothing to send")
        return
    if not dry_run:
        _publish(at, record)
    said = "would be sent, and nothing was" if dry_run else "is sent"
    typer.echo(
        f"{name}: the decision of {iso(decision.effective_on)} {said};"
        f" as soon as a worker has read it, {answer.text}"
    )


def _publish(at: Where, record: Outgoing) -> None:
    with Publisher(at.bootstrap, at.names) as publisher:
        publisher.send(record)
        publisher.flush()
