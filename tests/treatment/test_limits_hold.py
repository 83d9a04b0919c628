"""Whatever is told of a customer, in whatever order, no contact breaks a limit.

The witness counts with plain lists and knows the limits by heart: three answered calls a day, four
tries a number, seven a debt in seven days, a week of rest after a talk, 8 to 21 in every zone that
is possible, no refused channel, no stopped one, no number that does not work.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.policy.rules import Ladder, Rules, Rung
from streams.terms.contact_facts import (
    AgencyContacted,
    AgencyPlaced,
    ContactMade,
    QuotaReturned,
)
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from streams.terms.profile_facts import ConsentChanged, StopPlaced, ZoneTold
from streams.terms.treatment_notices import Escalation
from tests.treatment.details import (
    CALLS,
    LAW,
    TALK,
    TRIES,
    WEEK,
    agency_call,
    consent,
    limited,
    placed,
    point,
    quiet,
    returned,
    zone,
)
from tests.treatment.world import DUE_ON, HOUSE, Customer, late, local, stop

# A call on most days for two accounts, so that every limit is met.
CALLING = Ladder(
    id="cards",
    rungs=tuple(
        Rung(id=f"call_{n}", channel="PHONE", at_days=1 + n // 4, window_days=9) for n in range(80)
    ),
)
RULES = replace(
    limited(hours=(LAW,), caps=(CALLS, replace(TRIES, most=4), WEEK), gaps=(TALK,)),
    ladder=CALLING,
    house=replace(HOUSE, contacts_per_day_max=9),
)
ZONES = ("Asia/Urumqi", "Asia/Tokyo", "Europe/Berlin")
_ANSWERED = {"WRONG_PARTY", "RIGHT_PARTY", "REFUSED", "PROMISED"}
_RESULTS = ("NO_ANSWER", "NO_ANSWER", "VOICEMAIL", "RIGHT_PARTY", "WRONG_PARTY", "REFUSED", None)

_SIGNS = st.one_of(
    st.builds(zone, st.sampled_from(ZONES), st.sampled_from(("z1", "z2")), day=st.integers(0, 9)),
    st.builds(consent, st.just("PHONE"), granted=st.booleans(), day=st.integers(0, 9)),
    st.builds(quiet, st.integers(0, 12), st.integers(13, 24)),
    st.builds(point, st.sampled_from(("p1", "p2")), day=st.integers(0, 9), usable=st.booleans()),
    st.builds(placed, st.integers(0, 3), day=st.integers(0, 20)),
    st.builds(returned, st.integers(0, 2), st.integers(0, 20)),
    st.just(replace(stop("CONTACT_BAN"), until_on=Day(DUE_ON + 9))),
)
_DAYS = st.lists(
    st.tuples(
        st.sampled_from((None, None, None, None, None, None, _SIGNS)).flatmap(
            lambda signs: st.none() if signs is None else signs
        ),
        st.lists(st.sampled_from(_RESULTS), min_size=12, max_size=12),
        st.sampled_from(((), (), (), ("RIGHT_PARTY",), ("NO_ANSWER",) * 2, ("VOICEMAIL",) * 4)),
        st.sampled_from((6, 6, 6, 12, 19)),
    ),
    min_size=20,
    max_size=20,
)


class Witness:
    """Counts contacts with plain lists."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self.calls: list[tuple[int, str, str, bool]] = []
        self.talks: list[tuple[int, str]] = []
        self.told: list[AnyCustomerFact] = []

    def allows(self, each: Escalation, day: int) -> None:
        """Check a contact that was authorised on a day, and count it."""
        number = each.point_id or ""
        answered = [c for c in self.calls if c[0] == day and c[3]]
        assert len(answered) + self._reserved(day) < 3, "three answered calls a day"
        tried = [c for c in self.calls if c[0] == day and (not number or c[2] in {number, ""})]
        assert len(tried) < 4, "four tries a number"
        week = [c for c in self.calls if day - 7 < c[0] <= day and c[1] == each.account_id]
        assert len(week) < 7, "seven tries a debt in seven days"
        rests = [d for d, account in self.talks if account == each.account_id and day < d + 7]
        assert not rests, "a week of rest behind a talk"
        assert self._agrees(), "no refused channel"
        assert not (day <= 9 and any(isinstance(f, StopPlaced) for f in self.told)), "no ban"
        self.calls.append((day, each.account_id, number, True))

    def settles(self, each: Escalation, result: str) -> None:
        """Take in what became of the contact that was counted last for an escalation."""
        at = max(
            n
            for n, c in enumerate(self.calls)
            if c[1:] == (each.account_id, each.point_id or "", True)
        )
        day, account, number, _ = self.calls[at]
        self.calls[at] = (day, account, number, result in _ANSWERED)
        if result in _ANSWERED - {"WRONG_PARTY"}:
            self.talks.append((day, account))

    def hears(self, call: AgencyContacted, day: int, result: str) -> None:
        """Take in a call of the agency."""
        self.told.append(call)
        self.calls.append((day, "a1", "", result in _ANSWERED))
        if result == "RIGHT_PARTY":
            self.talks.append((day, "a1"))

    def zones(self) -> set[str]:
        """Return every zone that is possible."""
        last: dict[str, ZoneTold] = {}
        for fact in (f for f in self.told if isinstance(f, ZoneTold)):
            known = last.get(fact.evidence_id)
            if known is None or fact.effective_on > known.effective_on:
                last[fact.evidence_id] = fact
        return {fact.zone for fact in last.values()} or {"Asia/Shanghai"}

    def _agrees(self) -> bool:
        said = [f for f in self.told if isinstance(f, ConsentChanged)]
        last = max(said, key=lambda f: (f.effective_on, f.source_seq, f.event_id), default=None)
        return last is None or last.granted

    def _reserved(self, day: int) -> int:
        on = DUE_ON + day
        quotas = [f for f in self.told if isinstance(f, AgencyPlaced) and f.effective_on <= on]
        if not quotas:
            return 0
        quota = max(quotas, key=lambda f: (f.effective_on, f.source_seq, f.event_id))
        back = [f for f in self.told if isinstance(f, QuotaReturned) and f.effective_on == on]
        given = max(back, key=lambda f: f.event_id).calls if back else 0
        theirs = [f for f in self.told if isinstance(f, AgencyContacted) and f.effective_on == on]
        return max(0, quota.calls_per_day - given - len(theirs))


def hours_in(each: Escalation, zones: Iterable[str]) -> None:
    """Check the window of a contact in every zone."""
    assert each.not_before is not None
    assert each.not_after is not None
    for name in zones:
        for at in (each.not_before, each.not_after - 1):
            here = datetime.fromtimestamp(at / 1e6, UTC).astimezone(ZoneInfo(name))
            assert 8 <= here.hour < 21, (name, here)


Told = tuple[AnyCustomerFact | None, list[str | None], tuple[str, ...], int]


def lives(rules: Rules, days: list[Told]) -> None:
    """Let the customer live through the days by some rules; the witness looks on."""
    customer, witness = Customer(rules), Witness()
    customer.stands(late())
    customer.stands(late("s9"), account="a2")
    for day, (sign, results, agency, hour) in enumerate(days, start=1):
        if sign is not None and customer.tell(sign).reject is None:
            witness.told.append(sign)
        for number, said in enumerate(agency):
            call = agency_call(10 * day + number, said, day)
            assert customer.tell(call).reject is None
            witness.hears(call, day, said)
        left = iter(results)
        for at in (hour, 20):
            for each, result in zip(called(customer, witness, day, at), left, strict=False):
                if result is not None:
                    assert customer.tell(outcome_of(each, result, day)).reject is None
                    witness.settles(each, result)


def called(customer: Customer, witness: Witness, day: int, hour: int) -> list[Escalation]:
    """Return what a tick authorised, the witness having looked at each."""
    before = len(customer.said)
    customer.tick(day, hour)
    made = [e for e in customer.said[before:] if e.verdict == "AUTHORISED"]
    for each in made:
        witness.allows(each, day)
        hours_in(each, witness.zones())
    return made


def outcome_of(each: Escalation, result: str, day: int) -> ContactMade:
    return ContactMade(
        event_id=f"e-{each.escalation_id}",
        customer_id="c1",
        effective_on=Day(DUE_ON + day),
        escalation_id=each.escalation_id,
        account_id=each.account_id,
        result=result,
        at=local(day, 20),
    )


@given(_DAYS)
@settings(max_examples=40)
def test_no_limit_is_ever_broken(days: list[Told]) -> None:
    lives(RULES, days)


@pytest.mark.parametrize("left_out", ["hours", "law.calls", "law.tries", "law.week", "gaps"])
def test_the_witness_finds_each_limit_that_is_left_out(left_out: str) -> None:
    contact = RULES.contact
    caps = tuple(cap for cap in contact.caps if cap.rule != left_out)
    lax = replace(contact, caps=caps)
    if left_out in {"hours", "gaps"}:
        lax = replace(contact, **{left_out: ()})

    @given(_DAYS)
    @settings(max_examples=100, phases=(Phase.generate,), database=None)
    def lived(days: list[Told]) -> None:
        lives(replace(RULES, contact=lax), days)

    with pytest.raises(AssertionError):
        lived()
