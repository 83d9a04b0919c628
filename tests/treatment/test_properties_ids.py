"""An escalation's id is authorised once, whatever the row has forgotten since."""

from unittest.mock import patch

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from streams.terms.standing import LedgerStanding
from streams.treatment import journal, packing
from streams.treatment.journal import EPISODE_KEPT_DAYS
from tests.generated import examples
from tests.treatment.dense import STRICT
from tests.treatment.world import PAID, Customer, late, upcoming

ACCOUNTS = ("a1", "a2")
ORIGINS = ("s1", "s2", "s3")


class Stand(Struct, frozen=True):
    """An account is late with an origin since some days, or is about to be, or is paid."""

    account: str
    origin: str
    since: int
    is_paid: bool


class Leave(Struct, frozen=True):
    """The customer is liable for an account no longer."""

    account: str


_account = st.sampled_from(ACCOUNTS)
_happenings = st.one_of(
    st.builds(
        Stand,
        account=_account,
        origin=st.sampled_from(ORIGINS),
        since=st.sampled_from((-4, -2, 1, 1, 1, 3, 12)),
        is_paid=st.sampled_from((False, False, True)),
    ),
    st.builds(Leave, _account),
)
# A day, some days, and more than a reminder or an episode is kept.
_gaps = st.sampled_from((1, 1, 1, 2, 7, 63, EPISODE_KEPT_DAYS + 1))
LIVES = st.lists(st.tuples(st.lists(_happenings, max_size=2), _gaps), min_size=4, max_size=20)
Life = list[tuple[list[Stand | Leave], int]]


def ledger_of(stand: Stand, day: int) -> LedgerStanding:
    """Return the ledger of a standing on a day: its anchor is near, however old its origin is."""
    if stand.is_paid:
        return PAID
    if stand.since < 0:
        return upcoming(stand.origin, due=day - stand.since)
    return late(stand.origin, since=day - stand.since)


def authorised(life: Life) -> list[str]:
    """Let a customer live; returns every id that was authorised, in order."""
    customer, day = Customer(STRICT), 0
    customer.tick(day)
    for happenings, gap in life:
        for each in happenings:
            if isinstance(each, Leave):
                customer.tell(customer.withdrawal(each.account, day))
            else:
                customer.stands(ledger_of(each, day), account=each.account, day=day)
        # What was given ground for is said before the gap, or else nothing would be known of it.
        customer.tick(day + 1)
        day += max(gap, 2)
        customer.tick(day)
        customer.row = packing.unpack(packing.pack(customer.row))
    return [n.escalation_id for n in customer.said if n.verdict == "AUTHORISED"]


def once(life: Life) -> None:
    """Check that no id is authorised twice; few origins fit, so that some make room for others."""
    with patch.object(journal, "ORIGINS_MAX", 2):
        ids = authorised(life)
    assert len(ids) == len(set(ids)), "an id is authorised twice"


@settings(max_examples=examples(100), deadline=None)
@given(LIVES)
def test_no_id_is_authorised_twice_whatever_was_forgotten(life: Life) -> None:
    once(life)


def test_a_journal_that_is_forgotten_and_not_counted_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journal, "_journals", lambda _accounts: 0)

    @settings(
        max_examples=300,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
    )
    @given(LIVES)
    def found(life: Life) -> None:
        once(life)

    with pytest.raises(AssertionError, match="authorised twice"):
        found()
