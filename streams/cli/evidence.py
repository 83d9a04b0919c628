"""What stands in the topics about an account or a customer, read for `arrears explain`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

from streams.app.stages import SPECS, rulebook
from streams.broker.reading import Place, Reader, Record, read_all
from streams.cli.where import Where
from streams.engine.murmur2 import partition_of
from streams.engine.parted import store_of
from streams.engine.position import POSITION_KEY, Clock, unpack
from streams.policy.document import Policy
from streams.terms.account_facts import AnyAccountFact
from streams.terms.contact_facts import ContactMade, VisitOutcome
from streams.terms.control import PolicyPublished, Tick
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from streams.terms.records import DeadLetter
from streams.terms.routes import (
    ACCOUNTS,
    CLOCK,
    CORRECTIONS,
    DEAD_LETTERS,
    DELINQUENCY,
    DELINQUENCY_EVENTS,
    DUES,
    ESCALATIONS,
    POLICY,
    PROMISE_STATUS,
    TREATMENT,
    TREATMENT_ROWS,
    WORK_ITEMS,
    StageRoutes,
)
from streams.terms.standing import Standing
from streams.terms.step import Reject
from streams.terms.treatment_notices import Escalation
from streams.treatment.rows import CustomerRow
from streams.views.notices_told import AnyTold
from streams.views.story import origin_of
from streams.views.timeline import Placed
from streams.wire import account_facts, customer_facts, dead_letters
from streams.wire.control import decode_control
from streams.wire.notices_in import (
    decode_account,
    decode_corrected,
    decode_due,
    decode_escalation,
    decode_event,
    decode_promise,
    decode_review,
)

_INPUTS = (
    CLOCK,
    *DELINQUENCY.facts,
    *(topic for topic in TREATMENT.facts if topic != TREATMENT.upstream),
)

_TOLD: Mapping[str, Callable[[bytes | None], AnyTold]] = {
    DELINQUENCY_EVENTS: decode_event,
    CORRECTIONS: decode_corrected,
    PROMISE_STATUS: decode_promise,
    DUES: decode_due,
    WORK_ITEMS: decode_review,
}

Decode = Callable[[str, bytes | None, bytes | None], Any]


class Evidence:
    """Reads the topics of one run anew with every question.

    A run may go on meanwhile: of facts and ticks only those are read that stood there at the
    beginning, so that they fit each other.
    """

    def __init__(self, at: Where) -> None:
        self._at = at
        self._ends = self._input_ends()

    def has_moved(self) -> bool:
        """Tell whether facts or ticks have come since the beginning."""
        return self._input_ends() != self._ends

    def table_rows(self, account: str) -> list[Standing | None]:
        """Return the account's rows of the public table that are still kept, the newest last.

        None is where the account left the table.
        """
        values = [record.value for record in self._of(ACCOUNTS, account)]
        return [None if value is None else decode_account(value) for value in values]

    def notices(self, account: str) -> tuple[AnyTold, ...]:
        """Return what delinquency said about the account, of all its topics, in its order."""
        said = (
            read(one.value) for topic, read in _TOLD.items() for one in self._of(topic, account)
        )
        return tuple(sorted(said, key=lambda one: one.seq))

    def escalations(self, customer: str) -> tuple[Escalation, ...]:
        """Return the verdicts on the customer, in the order in which they were said."""
        return tuple(decode_escalation(record.value) for record in self._of(ESCALATIONS, customer))

    def has_any(self, key: str, stage: StageRoutes) -> bool:
        """Tell whether any fact, or a refused one, of a stage stands under a key."""
        topics = (*stage.tables, *reversed(stage.facts))
        return any(next(self._of(topic, key), None) for topic in topics) or bool(
            self.letters(key, stage)
        )

    def customer_row(self, customer: str) -> tuple[CustomerRow | None, Clock | None]:
        """Return the customer's row as it was last committed, and the tick it stands behind."""
        stored, clock = store_of(SPECS[TREATMENT.name]), None
        for record in self._beside(TREATMENT_ROWS, customer):
            if record.key == customer.encode():
                stored.restore(record.key, record.value)
            elif record.key == POSITION_KEY and record.value is not None:
                clock = unpack(record.value).clock
        key = customer.encode()
        return (stored.get(key) if key in stored else None), clock

    def letters(self, key: str, stage: StageRoutes) -> tuple[DeadLetter, ...]:
        """Return the refused records of a key."""
        found = (dead_letters.decode(record.value) for record in self._of(DEAD_LETTERS, key))
        return tuple(letter for letter in found if letter.stage == stage.name)

    def account_facts(self, account: str) -> list[Placed[AnyAccountFact]]:
        """Return the account's facts, each refused record as the hold that it placed."""
        return list(self._facts(DELINQUENCY, account_facts.decode, account))

    def customer_facts(self, customer: str) -> list[Placed[AnyCustomerFact]]:
        """Return the customer's facts but for standings, which another stage says."""
        return list(self._facts(TREATMENT, customer_facts.decode, customer))

    def outcomes(self, customer: str) -> dict[str, tuple[str, Day]]:
        """Return what was told last of each contact and visit, and the day it was told for."""
        found = {}
        for one in self.customer_facts(customer):
            match one.fact:
                case ContactMade(escalation_id=of, result=word, effective_on=on):
                    found[of] = (word, on)
                case VisitOutcome(escalation_id=of, outcome=word, effective_on=on):
                    found[of] = (word, on)
        return found

    def policies(self, key: str) -> dict[str, Policy]:
        """Return the sound policies that were published, by digest."""
        found = {}
        for record in self._beside(POLICY, key):
            published = decode_control(POLICY, record.value)
            if isinstance(published, PolicyPublished):
                book = rulebook(published)
                if isinstance(book, Policy):
                    found[book.digest] = book
        return found

    def ticks(self, key: str) -> list[Tick]:
        """Return the ticks of the partition in which a key's records stand."""
        read = (decode_control(CLOCK, record.value) for record in self._beside(CLOCK, key))
        return [tick for tick in read if isinstance(tick, Tick)]

    def _facts(self, stage: StageRoutes, decode: Decode, key: str) -> Iterator[Placed[Any]]:
        refused = {(one.topic, one.offset): one for one in self.letters(key, stage)}
        for topic in stage.facts:
            if topic == stage.upstream:
                continue
            for record in self._of(topic, key):
                letter = refused.get((topic, record.offset))
                if letter is not None:
                    hold = SPECS[stage.name].refused(key, origin_of(letter), letter.rule, Day(0))
                    yield Placed(topic, record.offset, hold)
                    continue
                read = decode(topic, record.key, record.value)
                if not isinstance(read, Reject):
                    yield Placed(topic, record.offset, read)

    def _of(self, topic: str, key: str) -> Iterator[Record]:
        """Yield a key's own records of a topic."""
        return (record for record in self._beside(topic, key) if record.key == key.encode())

    def _beside(self, topic: str, key: str) -> Iterator[Record]:
        """Yield every record of the one partition in which a key's records stand."""
        partition = partition_of(key.encode(), self._at.partitions)
        name = self._at.names.full(topic)
        end = self._ends.get((name, partition))
        for record in read_all(self._at.bootstrap, name, [partition]):
            if end is None or record.offset < end:
                yield record

    def _input_ends(self) -> dict[Place, int]:
        names = [self._at.names.full(topic) for topic in _INPUTS]
        with closing(Reader(self._at.bootstrap, names[0])) as reader:
            return reader.ends((name, n) for name in names for n in range(self._at.partitions))
