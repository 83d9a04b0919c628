"""Generated facts that move amounts: statements and all that changes them, payments, credits."""

from functools import cache

from hypothesis import strategies as st

from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    StatementIssued,
)
from streams.terms.charge_facts import StatementCorrected
from streams.terms.days import Day, Instant
from tests.delinquency.histories_draws import (
    AMOUNTS,
    CLOSES,
    CURRENCIES,
    DAYS,
    DUES,
    PARTS,
    SMALL,
    names,
    traced,
    weighted,
)
from tests.delinquency.second.saying import (
    bill,
    charge_waived,
    charged,
    corrected,
    credited,
    opened,
    paid,
    refunded,
    reversed_,
    voided,
    waived,
)

STATEMENTS = names("s", 8)
_TERMS = st.sampled_from([20, 20, 20, 25, 9, 0])
_CREDITS = st.sampled_from([0, 0, 0, 0, 0, 0, 8_000, 30_000, 60_000])
_INCLUDED = st.sampled_from([0, 0, 0, 0, 0, 0, 400, 8_000, 30_000])


@cache
def openings() -> st.SearchStrategy[AccountOpened]:
    """Draw an opening: long ago or some months ago, in a zone of its own or in the policy's."""
    return st.builds(
        lambda on, zone: opened("CNY", "JPY", "EUR", on=on, zone=zone),
        st.sampled_from(["1970-01-01", "2025-06-30", "2025-11-30"]),
        st.sampled_from(["", "", "America/New_York"]),
    )


@st.composite
def _bills(draw: st.DrawFn) -> StatementIssued:
    closed, minimum = draw(CLOSES), draw(DUES)
    return bill(
        draw(STATEMENTS),
        closed,
        Day(closed + draw(_TERMS)),
        minimum,
        total=draw(st.sampled_from([10 * minimum, 10 * minimum, minimum, 20_000, -8_000])),
        included=draw(_INCLUDED),
        credit=draw(_CREDITS),
        currency=draw(CURRENCIES),
        interest=draw(PARTS),
        fee=draw(PARTS),
        penalty=draw(PARTS),
        cost=draw(PARTS),
    )


@st.composite
def _corrections(draw: st.DrawFn) -> StatementCorrected:
    on, minimum = draw(DAYS), draw(DUES)
    return corrected(
        draw(names("k", 4)),
        draw(STATEMENTS),
        on,
        Day(on + draw(_TERMS)),
        minimum,
        included=draw(_INCLUDED),
        credit=draw(_CREDITS),
        currency=draw(CURRENCIES),
        interest=draw(PARTS),
        fee=draw(PARTS),
        penalty=draw(PARTS),
        cost=draw(PARTS),
    )


@st.composite
def _payments(draw: st.DrawFn) -> PaymentPosted:
    on = draw(DAYS)
    # Nine in the morning and half past five in the afternoon in Shanghai, or nobody noted it.
    minute = draw(st.sampled_from([None, None, None, 60, 9 * 60 + 30]))
    at = None if minute is None else Instant((on * 1_440 + minute) * 60_000_000)
    return paid(draw(names("p", 6)), on, draw(AMOUNTS), currency=draw(CURRENCIES), paid_at=at)


@cache
def _reversals() -> st.SearchStrategy[PaymentReversed]:
    return st.builds(
        lambda name, of, on, minor, currency, reason, mode: reversed_(
            name, of, on, minor, currency=currency, reason=reason, mode=mode
        ),
        names("r", 5),
        names("p", 7),
        DAYS,
        AMOUNTS,
        CURRENCIES,
        st.sampled_from(["NSF", "CHARGEBACK"]),
        st.sampled_from(["", "", "RESTORE_ORIGINAL", "AGE_FROM_REVERSAL"]),
    )


@cache
def _charges() -> st.SearchStrategy[AnyAccountFact]:
    posted = st.builds(
        lambda name, kind, on, minor, counts, currency: charged(
            name, kind, on, minor, counts=counts, currency=currency
        ),
        names("c", 4),
        st.sampled_from(["FEE", "INTEREST", "PENALTY", "COST"]),
        DAYS,
        SMALL,
        st.sampled_from([None, False, True]),
        CURRENCIES,
    )
    unsaid = st.builds(
        lambda name, of, on, minor, currency: charge_waived(name, of, on, minor, currency=currency),
        names("w", 4),
        names("c", 5),
        DAYS,
        SMALL,
        CURRENCIES,
    )
    return st.one_of(posted, unsaid)


@cache
def _credits() -> st.SearchStrategy[AnyAccountFact]:
    # Credits, refunds and waivers share their names with payments: each kind has its own.
    given = st.builds(
        lambda name, kind, on, minor, currency: credited(name, kind, on, minor, currency=currency),
        names("p", 3),
        st.sampled_from(["REFUND", "GOODWILL"]),
        DAYS,
        AMOUNTS,
        CURRENCIES,
    )
    paid_out = st.builds(
        lambda name, on, minor, currency: refunded(name, on, minor, currency=currency),
        names("p", 3),
        DAYS,
        AMOUNTS,
        CURRENCIES,
    )
    kind = st.builds(
        lambda name, on, minor, currency: waived(name, on, minor, currency=currency),
        names("p", 3),
        DAYS,
        AMOUNTS,
        CURRENCIES,
    )
    return st.one_of(given, paid_out, kind)


@cache
def bill_facts() -> st.SearchStrategy[AnyAccountFact]:
    """Draw a statement, or now and then what corrects or voids one that may never come."""
    undone = st.builds(voided, STATEMENTS, DAYS)
    weights: list[tuple[int, st.SearchStrategy[AnyAccountFact]]] = [
        (8, traced(_bills())),
        (2, traced(_corrections())),
        (1, traced(undone)),
    ]
    return weighted(*weights)


@cache
def receipt_facts() -> st.SearchStrategy[AnyAccountFact]:
    """Draw what comes in or is taken back, and the charges between."""
    weights: list[tuple[int, st.SearchStrategy[AnyAccountFact]]] = [
        (4, traced(_payments())),
        (2, traced(_reversals())),
        (2, traced(_charges())),
        (1, traced(_credits())),
    ]
    return weighted(*weights)
