"""What was done stays done, whatever a newer ladder calls it.

A rung that the ladder knows no more stands for the first one of its kind that has no record of its
own: a visit for the visit of its number, any other rung for one of its channel and purpose, on the
same side of the due date. Where that was another step, one contact too few is made.

>>> from streams.terms.days import Day
>>> def done(rung):
...     return RungRecord(rung, "cards", "PHONE", "e1", False, None, "SKIPPED", Day(1), Day(4))
>>> rungs = tuple(Rung(id=i, channel="PHONE", at_days=8, window_days=7) for i in ("call", "again"))
>>> [r.rung for r in as_named(rungs, (done("phone"),))]
['phone', 'call']
>>> [r.rung for r in as_named(rungs, (done("call"),))]
['call']
"""

from msgspec.structs import replace

from streams.policy.rules import Rung
from streams.treatment.rows import RungRecord

RUNG_WITHDRAWN = "rung_withdrawn"


def as_named(rungs: tuple[Rung, ...], records: tuple[RungRecord, ...]) -> tuple[RungRecord, ...]:
    """Return the records, and once more those that stand for a rung of another name."""
    # Most origins have no records, and most records have names that nobody changed.
    names = _names(rungs, records) if records else {}
    if not names:
        return records
    named = ((r, names.get(_first_name(r), r.rung)) for r in records)
    others = (replace(r, rung=name) for r, name in named if name != r.rung and _is_done(r))
    return (*records, *others)


def begun_as(rungs: tuple[Rung, ...], records: tuple[RungRecord, ...], name: str) -> str:
    """Return the name under which a rung came first in the episode, empty where it is its own."""
    firsts = (first for first, now in _names(rungs, records).items() if now == name)
    first = next(firsts, name)
    return "" if first == name else first


def is_of(rung: Rung | None, record: RungRecord) -> bool:
    """Tell whether a record is of the rung's kind; one that does not know its purpose may be."""
    if rung is None or rung.visit_number != record.visit_number:
        return False
    if record.visit_number is not None:
        return True
    if rung.channel != record.channel or (rung.at_days < 0) != record.before_due:
        return False
    return not record.purpose or record.purpose == rung.purpose


def _names(rungs: tuple[Rung, ...], records: tuple[RungRecord, ...]) -> dict[str, str]:
    """Return what each first name is called now; nothing where all are called as ever."""
    own = {rung.id: rung for rung in rungs}
    for record in records:
        if record.was or not is_of(own.get(record.rung), record):
            break
    else:
        return {}
    taken = {r.rung for r in records}
    names = {_first_name(r): r.rung for r in records if is_of(own.get(r.rung), r)}
    for record in records:
        first = _first_name(record)
        if first in names:
            continue
        free = (name for name, rung in own.items() if name not in taken and is_of(rung, record))
        name = next(free, None)
        if name is not None:
            names[first] = name
            taken.add(name)
    return names


def _first_name(record: RungRecord) -> str:
    return record.was or record.rung


def _is_done(record: RungRecord) -> bool:
    """Tell whether it would not come again under its own name, unless its name alone is why."""
    is_only_named_anew = record.rule == RUNG_WITHDRAWN and record.not_after is None
    return not (record.is_open or record.may_come_again or is_only_named_anew)
