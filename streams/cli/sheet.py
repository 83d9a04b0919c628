"""`arrears sheet`: the day of each crew of an area as a page to print."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from shlex import quote
from typing import Annotated, get_args

import msgspec
import typer
from msgspec.structs import asdict

from streams.broker.reading import Record, read_all
from streams.cli.days import day_given
from streams.cli.evidence import Evidence
from streams.cli.faults import UsageFault
from streams.cli.where import Bootstrap, Json, Prefix, Where, where
from streams.engine.murmur2 import partition_of
from streams.policy.field import FieldRules
from streams.policy.word_shapes import Language
from streams.terms.days import iso
from streams.terms.field_notices import VisitNotice
from streams.terms.routes import VISIT_REQUESTS, VISITS
from streams.terms.visit_facts import VisitAsked
from streams.views.counted import counted
from streams.views.crew_days import CrewDay, VisitDay, crew_days, unknown_visits, visit_days
from streams.views.day_sheet import day_sheet
from streams.wire import field_facts
from streams.wire.notices_in import decode_visit
from streams.wire.plain import Unreadable

_SAFE = re.compile(r"[^A-Za-z0-9-]+")
_NAME_MAX = 60
_OVER_SHOWN = 10


def sheet(
    area: Annotated[str | None, typer.Option(help="the service area")] = None,
    on: Annotated[str | None, typer.Option(help="the day of the visits, YYYY-MM-DD")] = None,
    crew: Annotated[str | None, typer.Option(help="only the crew of this agent")] = None,
    language: Annotated[str, typer.Option(help="zh or en")] = "en",
    out: Annotated[Path, typer.Option(help="folder for the pages; made where missing")] = Path(
        "var/sheets"
    ),
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """Write the day sheet of each crew of an area: one HTML page a crew and day, ready to print.

    The first sheet of paper has the visits in order, a sketch of the places and the rules of a
    visit as a list to tick; then comes a form for each visit. What is not released yet says so. A
    visit may be cancelled after the page is written: write it as late as can be, and look at the
    topic visits before each door.

    Neither names nor addresses are known here: the office writes in what the crew needs. The pages
    hold personal data all the same, and only their owner may read the files.

    A day that is over can be printed too: a visit that was made, or cancelled on its day, is marked
    as that.

    Prints the path of each page. Where nobody goes, it says so and writes nothing. Without --area
    or --on it writes nothing either, and lists the areas and days that have pages, the newest last.

    Example: arrears sheet --area north --on 2026-06-05 --crew agent-0017 --language zh
    """
    day = None if on is None else day_given("--on", on)
    if language not in get_args(Language):
        raise UsageFault(f"--language {language!r} is none: write zh or en")
    at = where(bootstrap, prefix)
    notices = list(_notices(at, area))
    if area is not None and not notices:
        raise UsageFault(f"nothing is said of visits in an area {area!r}: mind how it is written")
    if area is None or day is None:
        _list([each for each in visit_days(notices) if day in {None, each.on}], as_json=as_json)
        return
    asked = list(_asked(at, area))
    for visit_id in unknown_visits(notices, asked, day):
        typer.echo(f"{visit_id} stands on no page: what was asked of it is missing", err=True)
    days = [d for d in crew_days(notices, asked, day) if crew is None or crew in d.agent_ids]
    if not days:
        whose = "nobody" if crew is None else f"no crew with {crew}"
        typer.echo(
            f"{whose} is to make a visit in {area} on {iso(day)}, or made one; without --on this"
            " command lists the days",
            err=True,
        )
    for each in days:
        page = day_sheet(each, _rules(at, each), msgspec.convert(language, Language))
        path = written(out, each, page)
        typer.echo(_json(path, each) if as_json else str(path))


def written(out: Path, day: CrewDay, page: str) -> Path:
    """Write a page into a folder, for its owner alone; an older page of the same crew goes."""
    crew = "+".join(sorted(day.agent_ids))
    path = out / f"{iso(day.on)}_{_plain(day.area)}_{_plain(crew)}.html"
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(page, encoding="utf-8")
    except (FileExistsError, NotADirectoryError, PermissionError) as broken:
        why = broken.strerror or "no folder"
        raise UsageFault(f"--out {out}: {why}; name a folder that you may write to") from broken
    return path


def _plain(text: str) -> str:
    """Return an id as part of a file's name; one that had to be changed ends with its digest."""
    plain = _SAFE.sub("-", text)[:_NAME_MAX]
    return plain if plain == text else f"{plain}-{sha256(text.encode()).hexdigest()[:8]}"


def _rules(at: Where, day: CrewDay) -> FieldRules:
    """Return what holds for visits on the day, by the policy they were last judged by."""
    policy = Evidence(at).policies(day.area).get(day.policy_digest)
    if policy is None:
        raise UsageFault(
            f"the policy {day.policy_digest[:12]} that the visits were judged by is not in the run:"
            " see that it is published, as `arrears clock --pack` does"
        )
    rules = policy.on(day.on).field
    if rules is None:
        raise UsageFault(
            f"{policy.policy_id} has no rules for visits in force on {iso(day.on)}: nobody goes"
        )
    return rules


def _list(days: Sequence[VisitDay], *, as_json: bool) -> None:
    """Print what there are pages of, one line an area and day, each as the command that writes it.

    In a year there are many: of those that are over the newest are shown, unless for a machine.
    """
    over = [each for each in days if not each.ahead]
    left_out = set() if as_json else set(over[:-_OVER_SHOWN])
    for each in days:
        if each not in left_out:
            typer.echo(
                json.dumps(asdict(each) | {"on": iso(each.on)}) if as_json else line_of(each)
            )
    if left_out:
        typer.echo(f"and {counted(len(left_out), 'day')} before, listed by --json", err=True)
    if not days:
        typer.echo("no visit is planned, and none was made", err=True)


def line_of(day: VisitDay) -> str:
    """Return the command that writes the pages of a day, and how the visits on them stand.

    >>> from streams.terms.days import Day
    >>> line_of(VisitDay(on=Day(0), area="a b", granted=2, cancelled=1))
    "arrears sheet --area 'a b' --on 1970-01-01    2 released, 1 cancelled"
    """
    told = (
        (day.planned, "not released yet"),
        (day.granted, "released"),
        (day.completed, "completed"),
        (day.cancelled, "cancelled"),
    )
    states = ", ".join(f"{count:,} {state}" for count, state in told if count)
    return f"arrears sheet --area {quote(day.area)} --on {iso(day.on)}    {states}"


def _notices(at: Where, area: str | None) -> Iterator[VisitNotice]:
    for record in _records(at, VISITS, area):
        with suppress(Unreadable):  # a stranger's record sends nobody anywhere
            yield decode_visit(record.value)


def _asked(at: Where, area: str) -> Iterator[VisitAsked]:
    for record in _records(at, VISIT_REQUESTS, area):
        read = field_facts.decode(VISIT_REQUESTS, record.key, record.value)
        if isinstance(read, VisitAsked):
            yield read


def _records(at: Where, topic: str, area: str | None) -> Iterator[Record]:
    """Yield the records of an area, of all of them where none is named."""
    key = None if area is None else area.encode()
    where_it_is = range(at.partitions) if key is None else [partition_of(key, at.partitions)]
    for record in read_all(at.bootstrap, at.names.full(topic), where_it_is):
        if key in {None, record.key}:
            yield record


def _json(path: Path, day: CrewDay) -> str:
    row = {
        "file": str(path),
        "area": day.area,
        "on": iso(day.on),
        "agent_ids": day.agent_ids,
        "visits": len(day.visits),
        "released": sum(visit.granted for visit in day.visits),
    }
    return json.dumps(row, ensure_ascii=False)
