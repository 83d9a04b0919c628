"""An account's story as lines: facts, what each changed, what was said, and which rule said no.

Facts and changes come from the fold; notices, verdicts and dead letters are those that really stand
in the topics. The last lines hold the fold against the public table.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from streams.terms.account_facts import RefusalResolved
from streams.terms.customer_facts import VisitOutcome
from streams.terms.days import Day, iso
from streams.terms.money import show
from streams.terms.records import DeadLetter
from streams.terms.standing import LedgerStanding, Standing
from streams.terms.treatment_notices import Escalation
from streams.views.customer_words import customer_fact_in_words
from streams.views.notices_told import AnyTold, notice_told
from streams.views.timeline import Entry, Heard, Timeline
from streams.views.words import (
    escalation_in_words,
    fact_in_words,
    standing_in_words,
)

Ground = Callable[[Escalation], str]

_NOTHING = "nothing"
_AGREES = "agrees with the public table"
_DAYS = ("_on", "_since")
# Days move without anything else changing; the currency is in the name of what is compared.
_MOVING = frozenset({"currency", "days_past_due", "delinquent_days"})


class Line(Struct, frozen=True):
    """One line of a story: the day of its tick (empty: before the first), its kind, its words."""

    on: str
    kind: str
    text: str


class Said(Struct, frozen=True, kw_only=True):
    """What stands in the topics about an account, each in its own order.

    `notices` are delinquency's, of all its topics. `heard` is what happened to the customer; a
    visit to another account is not part of the story. `letters` are those of its own key and of
    its customer's; `resolved` the origins that a person has settled for the customer (those for
    the account are among its facts).
    """

    notices: tuple[AnyTold, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    heard: tuple[Heard, ...] = ()
    letters: tuple[DeadLetter, ...] = ()
    resolved: frozenset[str] = frozenset()
    table: Standing | None = None


def story(timeline: Timeline, said: Said, ground: Ground) -> Iterator[Line]:
    """Yield the story in the order in which things took effect.

    A tick's verdicts stand behind what the turn of the day changed and before the facts that came
    after it; a cancellation needs no tick and stands behind that day's facts. `ground` names what
    led to a verdict that has no rule of its own.
    """
    notices, verdicts = list(said.notices), list(said.escalations)
    for entry in _in_order(timeline, said):
        while verdicts and _is_before(verdicts[0], entry):
            yield _verdict(verdicts.pop(0), ground)
        if isinstance(entry, Heard):
            yield _of_heard(entry)
        else:
            yield from _of_entry(entry, _taken(notices, entry))
    yield from (Line(iso(one.as_of), *notice_told(one)) for one in notices)
    yield from (_verdict(one, ground) for one in verdicts)
    yield from _letters(timeline, said)
    yield Line("", "stands", standing_in_words(timeline.standing))
    yield Line("", "table", agreement(timeline.standing, said.table))


def agreement(retold: Standing | None, table: Standing | None) -> str:
    """Return whether the fold and the public table say the same, or what differs."""
    if table is None:
        missing = "the public table has no row of this account"
        return missing if retold else f"{_AGREES}: it has no row of this account"
    if retold is None:
        return "differs from the public table: the facts found here give no standing"
    was, now = _compared(table), _compared(retold)
    differing = [name for name in was | now if now.get(name) != was.get(name)]
    if not differing:
        return _AGREES
    named = [
        f"{name.replace('_', ' ')}: {now.get(name, _NOTHING)} here, {was.get(name, _NOTHING)} there"
        for name in differing
    ]
    return f"differs from the public table ({'; '.join(named)}): is every worker up to date?"


def row_on(
    day: Day, written: Sequence[Standing | None], retold: Standing | None
) -> Standing | None:
    """Return the row of the public table that stood on a day, where a run has gone on since.

    A row is written only where something changes, on some days several times: of those that may
    have stood then the one that agrees with the fold is taken, else the newest of them. None among
    them is where the account had left; it tells no day.
    """
    if retold is None and None in written:
        return None
    rows = [row for row in written if row is not None]
    before = [row for row in rows if row.as_of < day][-1:]
    found = [*before, *(row for row in rows if row.as_of == day)]
    newest = next(reversed(found or rows), None)
    return next((row for row in found if agreement(retold, row) == _AGREES), newest)


def origin_of(letter: DeadLetter) -> str:
    """Return where a refused record stood, as `topic/partition/offset`."""
    return f"{letter.topic}/{letter.partition}/{letter.offset}"


def _in_order(timeline: Timeline, said: Said) -> list[Entry | Heard]:
    """Return what happened tick by tick: its turn, then the account's facts, the customer's."""
    facts = (entry.fact for entry in timeline.entries)
    account = next((fact.account_id for fact in facts if fact is not None), None)
    own = [
        one
        for one in said.heard
        if not isinstance(one.fact, VisitOutcome) or one.fact.account_id == account
    ]
    return sorted([*timeline.entries, *own], key=_tick_of)


def _tick_of(one: Entry | Heard) -> tuple[int, bool]:
    return (-1 if one.as_of is None else one.as_of.at), one.fact is not None


def _is_before(verdict: Escalation, entry: Entry | Heard) -> bool:
    if entry.as_of is None or verdict.as_of > entry.as_of.on:
        return False
    is_of_the_tick = verdict.verdict != "CANCELLED" and entry.fact is not None
    return verdict.as_of < entry.as_of.on or is_of_the_tick


def _taken(notices: list[AnyTold], entry: Entry) -> list[AnyTold]:
    """Take out what was said because of an entry: by its fact, or by the turn of its day."""
    on = None if entry.as_of is None else entry.as_of.on
    cause = None if entry.fact is None else entry.fact.event_id
    found = [n for n in notices if n.cause == cause and (cause is not None or n.as_of == on)]
    for notice in found:
        notices.remove(notice)
    return found


def _of_entry(entry: Entry, notices: Sequence[AnyTold]) -> Iterator[Line]:
    on = "" if entry.as_of is None else iso(entry.as_of.on)
    if entry.fact is not None:
        yield Line(on, "fact", fact_in_words(entry.fact))
    if entry.reject is not None:
        yield Line(on, "refused", f"{entry.reject.rule}: {entry.reject.detail}")
    yield from (Line(on, *notice_told(one)) for one in notices)
    if _substance(entry.after) != _substance(entry.before):
        was, now = standing_in_words(entry.before), standing_in_words(entry.after)
        yield Line(on, "standing", f"{was}  ->  {now}")


def _substance(standing: Standing | None) -> object:
    """Return what a reader calls a change, and not the day count."""
    if standing is None:
        return None
    owed = [(ledger.currency, ledger.past_due_minor) for ledger in standing.ledgers]
    return standing.bucket, standing.incomplete, standing.life, standing.holds, owed


def _of_heard(one: Heard) -> Line:
    on = "" if one.as_of is None else iso(one.as_of.on)
    return Line(on, "customer", customer_fact_in_words(one.fact))


def _verdict(one: Escalation, ground: Ground) -> Line:
    rules = ground(one)
    text = escalation_in_words(one)
    return Line(iso(one.as_of), "escalation", f"{text}; by {rules}" if rules else text)


def _letters(timeline: Timeline, said: Said) -> Iterator[Line]:
    own = {e.fact.origin for e in timeline.entries if isinstance(e.fact, RefusalResolved)}
    for letter in said.letters:
        origin = origin_of(letter)
        state = "settled" if origin in own | said.resolved else "open"
        yield Line("", "refused", f"{origin} by {letter.rule}, {state}: {letter.detail}")


def _compared(standing: Standing) -> dict[str, str]:
    """Return what must be the same; days and versions move without anything else changing."""
    ledgers = {
        f"{ledger.currency}_{name.removesuffix('_minor')}": _plain(ledger, name)
        for ledger in standing.ledgers
        for name in LedgerStanding.__struct_fields__
        if name not in _MOVING
    }
    changes_on = standing.next_change_on
    return {
        "customer": standing.customer_id,
        "bucket": standing.bucket,
        "incomplete": "true" if standing.incomplete else "false",
        "life": standing.life,
        "holds": ", ".join(standing.holds) or _NOTHING,
        "cause": standing.cause or _NOTHING,
        "collection_policy": standing.collection_policy or _NOTHING,
        "next_change_on": _NOTHING if changes_on is None else iso(changes_on),
    } | ledgers


def _plain(ledger: LedgerStanding, name: str) -> str:
    value = getattr(ledger, name)
    if isinstance(value, dict):
        parts = [f"{key} {_written(name, value[key], ledger)}" for key in sorted(value)]
        return " and ".join(parts) or _NOTHING
    return _NOTHING if value is None else _written(name, value, ledger)


def _written(name: str, value: Any, ledger: LedgerStanding) -> str:
    if name.endswith("_minor"):
        return show(value, ledger.currency)
    return iso(value) if name.endswith(_DAYS) else str(value)
