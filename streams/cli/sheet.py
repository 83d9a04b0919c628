"""`arrears sheet`: the day of each crew of an area as a page to print."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Annotated, get_args

import msgspec
import typer

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
from streams.views.crew_days import CrewDay, crew_days, unknown_visits
from streams.views.day_sheet import day_sheet
from streams.wire import field_facts
from streams.wire.notices_in import decode_visit
from streams.wire.plain import Unreadable

_SAFE = re.compile(r"[^A-Za-z0-9-]+")
_NAME_MAX = 60


def sheet(
    area: Annotated[str, typer.Option(help="the service area")],
    on: Annotated[str, typer.Option(help="the day of the visits, YYYY-MM-DD")],
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

    Prints the path of each page. Where nobody goes, it says so and writes nothing.

    Example: arrears sheet --area north --on 2026-06-05 --crew agent-0017 --language zh
    """
    day = day_given("--on", on)
    if language not in get_args(Language):
        raise UsageFault(f"--language {language!r} is none: write zh or en")
    at = where(bootstrap, prefix)
    notices, asked = list(_notices(at, area)), list(_asked(at, area))
    if not notices:
        raise UsageFault(f"nothing is said of visits in an area {area!r}: mind how it is written")
    for visit_id in unknown_visits(notices, asked, day):
        typer.echo(f"{visit_id} stands on no page: what was asked of it is missing", err=True)
    days = [d for d in crew_days(notices, asked, day) if crew is None or crew in d.agent_ids]
    if not days:
        whose = "nobody" if crew is None else f"no crew with {crew}"
        typer.echo(f"{whose} is to make a visit in {area} on {iso(day)}", err=True)
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


def _notices(at: Where, area: str) -> Iterator[VisitNotice]:
    for record in _records(at, VISITS, area):
        with suppress(Unreadable):  # a stranger's record sends nobody anywhere
            yield decode_visit(record.value)


def _asked(at: Where, area: str) -> Iterator[VisitAsked]:
    for record in _records(at, VISIT_REQUESTS, area):
        read = field_facts.decode(VISIT_REQUESTS, record.key, record.value)
        if isinstance(read, VisitAsked):
            yield read


def _records(at: Where, topic: str, area: str) -> Iterator[Record]:
    key = area.encode()
    name = at.names.full(topic)
    for record in read_all(at.bootstrap, name, [partition_of(key, at.partitions)]):
        if record.key == key:
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
