"""The waiver that is offered while it can still help: to whom, how much, and when it is earned."""

import pytest
from msgspec.structs import replace

from streams.delinquency.aging import Aged, aged
from streams.delinquency.cases import NO_CASES
from streams.delinquency.journal import Episode, LedgerJournal, Offer, SaidDue
from streams.delinquency.lateness import lateness_of
from streams.delinquency.ledger_state import LedgerState
from streams.delinquency.offering import Moved, fees_of, moved_offer
from streams.delinquency.slots import held
from streams.delinquency.walking import Walked
from streams.policy.ledger import Grace, LateFee, WaiverOffer
from streams.terms.days import Day
from streams.terms.delinquency_notices import DueNotice
from tests.delinquency.facts import Account, bill, charged_off, opened, paid
from tests.delinquency.ledgers import part, rules_with, slot

RULES = rules_with(grace=Grace(days=3), waiver=WaiverOffer(from_days=5, to_days=30, valid_days=10))
EPISODE = Episode("s1", Day(100), Day(130))
FEE = SaidDue("LATE_FEE", "CNY", "s1", Day(104), 2_500)
RUNNING = LedgerJournal("CNY", "m1.small", running=True, episodes=(EPISODE,))
CURED = replace(RUNNING, running=False)
OFFERED = Offer("s1", 2_500, Day(115))
EARNED = replace(OFFERED, earned=True)
HELD = (held(slot("s1", 100, part("principal", 50_000)), "d1", None)[0],)


def _late(on: int, *, owes: bool = True) -> Aged:
    slots = (slot("s1", 100, part("principal", 50_000)),) if owes else ()
    walked = Walked(LedgerState("CNY", slots), lateness_of(slots, Day(on)), [], [])
    return aged(walked, RULES, NO_CASES, Day(on))


def _moved(
    journal: LedgerJournal, on: int, *dues: SaidDue, offer: Offer | None = None, owes: bool = True
) -> Moved | None:
    journal = replace(journal, offer=offer)
    return moved_offer(journal, _late(on, owes=owes), dues, RULES.ledger, Day(on))


@pytest.mark.parametrize(("on", "offered"), [(104, False), (105, True), (130, True), (131, False)])
def test_an_offer_is_made_from_the_first_to_the_last_day_of_the_rule(
    on: int,
    offered: bool,  # noqa: FBT001 - a table
) -> None:
    made = Moved("WAIVER_OFFERED", 2_500, Offer("s1", 2_500, Day(on + 10)))
    assert _moved(RUNNING, on, FEE) == (made if offered else None)


def test_nothing_is_offered_without_a_fee_an_episode_or_a_rule_or_twice() -> None:
    assert _moved(RUNNING, 105) is None
    assert _moved(CURED, 105, FEE) is None
    assert _moved(replace(RUNNING, episodes=()), 105, FEE) is None
    assert _moved(RUNNING, 106, FEE, offer=OFFERED) is None
    other = rules_with(grace=Grace(days=3)).ledger
    assert moved_offer(RUNNING, _late(105), (FEE,), other, Day(105)) is None


@pytest.mark.parametrize(
    ("due", "counts"),
    [
        (FEE, True),
        (replace(FEE, on=Day(103)), False),
        (replace(FEE, on=Day(134)), True),
        (replace(FEE, on=Day(135)), False),
        (replace(FEE, currency="JPY"), False),
        (replace(FEE, kind="PENALTY_INTEREST"), False),
    ],
)
def test_late_fees_of_the_episode_are_what_can_be_waived(
    due: SaidDue,
    counts: bool,  # noqa: FBT001 - a table
) -> None:
    assert fees_of(EPISODE, "CNY", (due,), RULES.ledger) == (2_500 if counts else 0)


@pytest.mark.parametrize(("on", "earned"), [(115, True), (116, False)])
def test_who_pays_all_by_the_last_day_has_earned_it(
    on: int,
    earned: bool,  # noqa: FBT001 - a table
) -> None:
    found = _moved(CURED, on, FEE, offer=OFFERED, owes=False)
    assert found == (Moved("WAIVER_EARNED", 2_500, EARNED) if earned else None)


def test_it_is_earned_once() -> None:
    assert _moved(CURED, 110, FEE, offer=EARNED, owes=False) is None


def test_it_is_taken_back_where_the_same_episode_runs_again_and_no_other() -> None:
    assert _moved(RUNNING, 110, FEE, offer=EARNED) == Moved("WAIVER_EARNED", 0, OFFERED)
    later = replace(RUNNING, episodes=(EPISODE, Episode("s2", Day(150), Day(150))))
    assert _moved(later, 151, FEE, offer=EARNED) is None


def test_it_shrinks_with_the_fees_and_stays_earned_while_something_is_left() -> None:
    smaller = replace(FEE, amount_minor=900)
    offered, earned = replace(OFFERED, amount_minor=900), replace(EARNED, amount_minor=900)
    assert _moved(CURED, 110, smaller, offer=OFFERED) == Moved("WAIVER_OFFERED", 900, offered)
    assert _moved(CURED, 110, smaller, offer=EARNED) == Moved("WAIVER_EARNED", 900, earned)
    gone = replace(OFFERED, amount_minor=0)
    assert _moved(CURED, 110, offer=EARNED) == Moved("WAIVER_EARNED", 0, gone)
    assert _moved(CURED, 110, offer=OFFERED) == Moved("WAIVER_OFFERED", 0, gone)


def test_the_fees_are_those_of_the_episode_that_the_offer_was_for() -> None:
    before = Episode("s0", Day(10), Day(10))
    both = replace(CURED, episodes=(before, EPISODE))
    assert _moved(both, 110, FEE, offer=EARNED, owes=False) is None
    forgotten = replace(CURED, episodes=(before,))
    gone = replace(OFFERED, amount_minor=0)
    assert _moved(forgotten, 110, FEE, offer=EARNED, owes=False) == Moved("WAIVER_EARNED", 0, gone)


def test_an_offer_is_judged_for_half_a_year_after_its_end() -> None:
    at_last = _moved(CURED, 115 + 180, offer=OFFERED, owes=False)
    assert at_last is not None
    assert at_last.amount_minor == 0
    assert _moved(CURED, 115 + 181, offer=OFFERED, owes=False) is None


def test_a_new_episode_has_an_offer_of_its_own_and_a_fee_of_a_cent_is_one() -> None:
    later = replace(RUNNING, episodes=(EPISODE, Episode("s2", Day(100), Day(130))))
    spent = replace(OFFERED, amount_minor=0)
    cent = replace(FEE, amount_minor=1)
    made = Moved("WAIVER_OFFERED", 1, Offer("s2", 1, Day(120)))
    assert _moved(later, 110, cent, offer=spent) == made
    left = replace(EARNED, amount_minor=1)
    assert _moved(CURED, 110, cent, offer=EARNED) == Moved("WAIVER_EARNED", 1, left)


@pytest.mark.parametrize("state", [LedgerState("CNY", reaged_minor=1), LedgerState("CNY", HELD)])
def test_what_was_re_aged_or_is_disputed_is_not_paid(state: LedgerState) -> None:
    now = aged(Walked(state, lateness_of(state.slots, Day(110)), [], []), RULES, NO_CASES, Day(110))
    journal = replace(CURED, offer=OFFERED)
    assert moved_offer(journal, now, (FEE,), RULES.ledger, Day(110)) is None


def test_an_offer_of_nothing_is_never_earned() -> None:
    spent = replace(OFFERED, amount_minor=0)
    assert _moved(CURED, 110, FEE, offer=spent, owes=False) is None


def test_an_offer_that_is_settled_makes_room_for_another_on_the_same_look() -> None:
    # A statement told late gives the account an older episode, and a charge-off told late takes
    # away the newer one's fee: the old offer shrinks, and the older episode has one of its own.
    rules = rules_with(
        grace=Grace(days=3, is_free=False),
        waiver=WaiverOffer(from_days=1, to_days=30, valid_days=10),
        late_fees={"CNY": LateFee(share_bp=500, least_minor=1_000, most_minor=20_000)},
    )
    account = Account(Day(500), rules).take(opened(on=Day(0)))

    def until(day: int) -> None:
        for on in range(account.as_of.on + 1, day + 1):  # type: ignore[union-attr]
            account.skip_to(Day(on))

    until(653)
    account.take(bill("s5", Day(653), Day(673), 30_000))
    until(710)
    account.take(paid("p1", Day(710), 30_000))
    until(743)
    account.take(bill("s4", Day(623), Day(643), 600_000))
    until(774)
    account.take(charged_off("o1", Day(654)))
    looked = [(due.kind, due.origin, due.as_of) for due in account.dues][-2:]
    assert looked == [("WAIVER_OFFERED", "s5", 774), ("WAIVER_OFFERED", "s4", 774)]
    assert [due.amount_minor for due in account.dues][-2:] == [0, 20_000]
    before = len(account.said)
    account.tick(Day(775))
    assert [n for n in account.said[before:] if isinstance(n, DueNotice)] == []
