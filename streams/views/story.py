"""An account's story as lines: facts, what each changed, what was said, and which rule said no.

Facts and changes come from the fold; notices, verdicts and dead letters are those that really stand
in the topics. The last lines hold the fold against the public table.
"""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from streams.terms.account_facts import AnyAccountFact, RecordRefused, RefusalResolved
from streams.terms.contact_facts import VisitOutcome
from streams.terms.customer_facts import AnyCustomerFact, CustomerRecordRefused
from streams.terms.days import iso
from streams.terms.records import DeadLetter
from streams.terms.standing import Standing
from streams.terms.treatment_notices import Escalation
from streams.views.agreement import agreement
from streams.views.changes import changes_told
from streams.views.customer_words import customer_fact_in_words
from streams.views.notices_told import AnyTold, notice_told
from streams.views.personal import Hide, as_it_is, hidden
from streams.views.timeline import Entry, Heard, Timeline
from streams.views.words import (
    escalation_in_words,
    fact_in_words,
    standing_in_words,
)

Ground = Callable[[Escalation], str]


class Line(Struct, frozen=True):
    """One line of a story.

    `on` is the day of the last tick before it (empty: before the first), in which order the lines
    stand; `counts_from` the fact's own effective day (empty: it is no fact).
    """

    on: str
    kind: str
    text: str
    counts_from: str = ""


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


def story(timeline: Timeline, said: Said, ground: Ground, *, masked: bool = True) -> Iterator[Line]:
    """Yield the story in the order in which things took effect.

    A tick's verdicts stand behind what the turn of the day changed and before the facts that came
    after it; a cancellation needs no tick and stands behind that day's facts. `ground` names what
    led to a verdict that has no rule of its own. `masked`, nothing personal is told.
    """
    hide = hidden if masked else as_it_is
    notices, verdicts = list(said.notices), list(said.escalations)
    facts: list[AnyAccountFact] = []
    for entry in _in_order(timeline, said):
        while verdicts and _is_before(verdicts[0], entry):
            yield _verdict(verdicts.pop(0), ground, hide)
        if isinstance(entry, Heard):
            yield _of_heard(entry, hide)
            continue
        if entry.fact is not None and entry.reject is None:
            facts.append(entry.fact)
        yield from _of_entry(entry, _taken(notices, entry), hide)
        yield from _changed(entry, facts, hide)
    yield from (Line(iso(one.as_of), *notice_told(hide(one))) for one in notices)
    yield from (_verdict(one, ground, hide) for one in verdicts)
    yield from _letters(timeline, said)
    yield Line("", "stands", _standing(timeline.standing, hide))
    yield Line("", "table", agreement(timeline.standing, said.table, masked=masked))


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


def _of_entry(entry: Entry, notices: Sequence[AnyTold], hide: Hide) -> Iterator[Line]:
    on = _on(entry)
    if entry.fact is not None:
        yield Line(on, "fact", fact_in_words(hide(entry.fact)), _counts_from(entry.fact))
    if entry.reject is not None:
        yield Line(on, "refused", f"{entry.reject.rule}: {entry.reject.detail}")
    yield from (Line(on, *notice_told(hide(one))) for one in notices)


def _changed(entry: Entry, facts: Sequence[AnyAccountFact], hide: Hide) -> Iterator[Line]:
    on = _on(entry)
    yield from (Line(on, "change", text) for text in changes_told(entry, facts, hide))
    if _substance(entry.after) != _substance(entry.before):
        was, now = _standing(entry.before, hide), _standing(entry.after, hide)
        yield Line(on, "standing", f"{was}  ->  {now}")


def _standing(standing: Standing | None, hide: Hide) -> str:
    return standing_in_words(None if standing is None else hide(standing))


def _on(one: Entry | Heard) -> str:
    return "" if one.as_of is None else iso(one.as_of.on)


def _counts_from(fact: AnyAccountFact | AnyCustomerFact) -> str:
    """Return the fact's own day; a refused record was never read, so it tells none."""
    if isinstance(fact, RecordRefused | CustomerRecordRefused):
        return ""
    return iso(fact.effective_on)


def _substance(standing: Standing | None) -> object:
    """Return what a reader calls a change, and not the day count."""
    if standing is None:
        return None
    owed = [(ledger.currency, ledger.past_due_minor) for ledger in standing.ledgers]
    return standing.bucket, standing.incomplete, standing.life, standing.holds, owed


def _of_heard(one: Heard, hide: Hide) -> Line:
    words = customer_fact_in_words(hide(one.fact))
    return Line(_on(one), "customer", words, _counts_from(one.fact))


def _verdict(one: Escalation, ground: Ground, hide: Hide) -> Line:
    rules = ground(one)
    text = escalation_in_words(hide(one))
    return Line(iso(one.as_of), "escalation", f"{text}; by {rules}" if rules else text)


def _letters(timeline: Timeline, said: Said) -> Iterator[Line]:
    own = {e.fact.origin for e in timeline.entries if isinstance(e.fact, RefusalResolved)}
    for letter in said.letters:
        origin = origin_of(letter)
        state = "settled" if origin in own | said.resolved else "open"
        yield Line("", "refused", f"{origin} by {letter.rule}, {state}: {letter.detail}")
