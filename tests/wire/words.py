"""Facts and notices of any content, and one of each kind, for the tests of the wire room."""

from types import UnionType
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec.structs import fields

from streams.terms.account_facts import (
    AnyAccountFact,
    PaymentPosted,
    RecordRefused,
    StatementIssued,
)
from streams.terms.case_facts import DisputeOpened, Instalment, PromiseMade
from streams.terms.contact_facts import VisitOutcome
from streams.terms.control import PolicyPublished, Tick, Watermark
from streams.terms.customer_facts import (
    AccountWithdrawn,
    AnyCustomerFact,
    CustomerRecordRefused,
    PastCorrected,
    StandingChanged,
)
from streams.terms.days import AsOf, Day, Instant
from streams.terms.delinquency_notices import (
    Corrected,
    CorrectedSpan,
    CorrectionNotice,
    DelinquencyEvent,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
    StandingWithdrawn,
)
from streams.terms.field_facts import AnyFieldFact, AreaRecordRefused
from streams.terms.life_facts import LiabilityChanged
from streams.terms.records import DeadLetter
from streams.terms.standing import LedgerStanding, Standing
from streams.terms.treatment_notices import AccountEffect, Escalation
from streams.wire.kinds import are_ids
from streams.wire.limits import ID_LENGTH_MAX, PLACES

ACCOUNT_FACTS = tuple(kind for kind in get_args(AnyAccountFact) if kind is not RecordRefused)
CUSTOMER_FACTS = tuple(
    kind
    for kind in get_args(AnyCustomerFact)
    if kind not in {StandingChanged, AccountWithdrawn, PastCorrected, CustomerRecordRefused}
)
FIELD_FACTS = tuple(kind for kind in get_args(AnyFieldFact) if kind is not AreaRecordRefused)
EVENT_ID = "6f1a5be2-4b35-4a6e-9d0c-2f1f6f3f8a61"

LONG = 2**63 - 1
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=ID_LENGTH_MAX)
# 1900-01-01 to 2999-12-31.
DAYS = st.integers(-25_567, 376_199).map(Day)
INSTANTS = st.integers(-25_567 * 86_400_000_000, 376_200 * 86_400_000_000 - 1).map(Instant)
LONGS = st.integers(-LONG - 1, LONG)
INTS = st.integers(-(2**31), 2**31 - 1)
MOMENTS = st.builds(AsOf, DAYS, INSTANTS)
POSITIONS = st.dictionaries(TEXT, LONGS, max_size=5)
_INTS = {
    *("visit_number", "days_past_due", "occurrence", "partition"),
    *("delinquent_days", "days_changed"),
    *("attempt", "visits_elsewhere", "visits_left", "rank", "recording_gap_seconds"),
    *("visit_minutes", "speed_kmh_max"),
}
_PARTS: dict[Any, SearchStrategy[Any]] = {
    Day: DAYS,
    Instant: INSTANTS,
    bool: st.booleans(),
    bytes: st.binary(max_size=40),
    tuple[str, ...]: st.lists(TEXT, max_size=4).map(tuple),
    tuple[Day, ...]: st.lists(DAYS, max_size=4).map(tuple),
    dict[str, int]: st.dictionaries(TEXT, LONGS, max_size=3),
    dict[str, str]: st.dictionaries(TEXT, TEXT, max_size=3),
}


def _known(name: str, kind: Any) -> SearchStrategy[Any] | None:
    if name in PLACES and kind is int:
        return st.integers(-PLACES[name], PLACES[name])
    if are_ids(name):
        return st.lists(IDS, min_size=1, max_size=4).map(tuple)
    return _PARTS.get(kind)


def _of(name: str, kind: Any) -> SearchStrategy[Any]:
    known = _known(name, kind)
    if known is not None:
        return known
    if isinstance(kind, UnionType) or type(None) in get_args(kind):
        return st.none() | _of(name, get_args(kind)[0])
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is tuple:
        return st.lists(any_of(get_args(kind)[0]), min_size=1, max_size=3).map(tuple)
    if kind is int:
        return INTS if name in _INTS else LONGS
    return IDS if name.endswith("_id") or name == "area" else TEXT


def any_of(kind: type[Any], /, **given: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Return values of a struct, each field within what the contracts allow."""
    made = {f.name: _of(f.name, f.type) for f in fields(kind) if f.name not in given}
    return st.builds(kind, **made, **given).filter(_is_whole)


def _is_whole(made: Any) -> bool:
    """Tell whether a place has both its parts, or neither."""
    return len({getattr(made, name, None) is None for name in PLACES}) == 1


LEDGERS = st.lists(any_of(LedgerStanding), max_size=3).map(tuple)
STANDINGS = any_of(Standing, ledgers=LEDGERS, bucket=IDS)
WITHDRAWALS = any_of(StandingWithdrawn)
EVENTS = any_of(DelinquencyEvent)
SPANS = st.lists(any_of(CorrectedSpan), max_size=3).map(tuple)
CORRECTIONS = any_of(Corrected, spans=SPANS)
CORRECTIONS_TOLD = any_of(CorrectionNotice, spans=SPANS, currency=IDS, cause=IDS)
PROMISES = any_of(PromiseNotice)
DUES = any_of(DueNotice)
REVIEWS = any_of(ReviewNotice)
ESCALATIONS = any_of(Escalation)
EFFECTS = any_of(AccountEffect)
WATERMARKS = any_of(Watermark, stage=IDS, as_of=MOMENTS, positions=POSITIONS)
TICKS = any_of(Tick, as_of=MOMENTS, newest=MOMENTS, cut=POSITIONS, policy_digest=IDS)
POLICIES = any_of(PolicyPublished, digest=IDS, document=IDS)
LETTERS = any_of(
    DeadLetter,
    key=st.none() | st.binary(max_size=40),
    value=st.none() | st.binary(max_size=80),
    headers=st.lists(st.tuples(TEXT, st.binary(max_size=20)), max_size=3).map(tuple),
    schema_id=st.none() | INTS,
)

STANDING = Standing(
    account_id="acct-000481516",
    customer_id="cust-000234200",
    version=7,
    as_of=Day(20_568),
    days_past_due=5,
    bucket="m1.small",
    ledgers=(
        LedgerStanding(
            currency="CNY",
            balance_minor=1_234_560,
            past_due_minor=123_456,
            oldest_due_on=Day(20_563),
            days_past_due=5,
            bucket="m1.small",
            episode_origin="stmt-2026-04-481516",
        ),
    ),
    next_change_on=Day(20_594),
)
PROMISED = PromiseMade(
    event_id=EVENT_ID,
    account_id="acct-000481516",
    effective_on=Day(20_568),
    promise_id="ptp-9001",
    currency="CNY",
    instalments=(
        Instalment(due_on=Day(20_568), amount_minor=60_000),
        Instalment(due_on=Day(20_583), amount_minor=63_456),
    ),
)
DISPUTED = DisputeOpened(
    event_id=EVENT_ID,
    account_id="acct-000481516",
    effective_on=Day(20_568),
    dispute_id="disp-1",
    currency="CNY",
    amount_minor=30_000,
    statement_id="stmt-2026-04-481516",
)
LIABLE = LiabilityChanged(
    event_id=EVENT_ID,
    account_id="acct-000481516",
    effective_on=Day(20_568),
    liability_id="liab-2",
    customer_id="cust-000234201",
    role="CO_HOLDER",
    liable_until=Day(20_818),
)
PAYMENT = PaymentPosted(
    event_id=EVENT_ID,
    account_id="acct-000481516",
    effective_on=Day(20_563),
    source_seq=85,
    payment_id="pay-77120",
    currency="CNY",
    amount_minor=123_456,
    value_on=Day(20_562),
    channel="BANK_TRANSFER",
)
STATEMENT = StatementIssued(
    event_id=EVENT_ID,
    account_id="acct-000481516",
    effective_on=Day(20_544),
    source_seq=84,
    statement_id="stmt-2026-04-481516",
    currency="CNY",
    closed_on=Day(20_544),
    due_on=Day(20_563),
    min_due_minor=123_456,
    total_due_minor=1_234_560,
    principal_minor=1_200_000,
    interest_minor=34_560,
)
OUTCOME = VisitOutcome(
    event_id=EVENT_ID,
    customer_id="cust-000234200",
    effective_on=Day(20_640),
    escalation_id="3f0e1a52-90d4-5c11-b8a7-62a7b6a0c101",
    account_id="acct-000481516",
    visit_number=1,
    outcome="NOT_HOME",
    at=Instant(1_783_000_000_000_000),
)
MARK = Watermark(
    stage="delinquency",
    partition=2,
    as_of=AsOf(Day(20_563), Instant(1_776_734_100_000_000)),
    positions={"billing.statements": 5_120, "payments.posted": 18_211},
)
LETTER = DeadLetter(
    topic="payments.posted",
    partition=3,
    offset=1_881,
    at=Instant(1_776_734_100_000_000),
    key=b"acct-000481516",
    value=b"\xffnot Avro",
    headers=(("traceparent", b"00-1-1-00"),),
    stage="delinquency",
    rule="magic_byte_wrong",
    detail="the first byte is 255, not 0",
)
