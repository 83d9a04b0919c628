"""Random lives of a customer, and a plain witness that knows the limits and not the code.

Statement `s<n>` of an account is due on day `30 * n`, so that the same statement always has the
same due date, as in the real world.
"""

from collections.abc import Iterable

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from streams.terms.customer_facts import (
    AccountWithdrawn,
    AnyCustomerFact,
    CustomerRecordRefused,
    CustomerRefusalResolved,
    StandingChanged,
)
from streams.terms.days import AsOf, Instant
from streams.terms.profile_facts import StopLifted, StopPlaced
from streams.terms.standing import LedgerStanding, Standing
from streams.terms.treatment_notices import (
    AccountEffect,
    AnyTreatmentNotice,
    CustomerEvent,
    Escalation,
)
from tests.treatment.world import (
    DUE_ON,
    LADDER,
    PAID,
    Customer,
    late,
    lift,
    moment,
    outcome,
    refused,
    resolved,
    stop,
    upcoming,
)

_ORIGIN = st.sampled_from(("s0", "s0", "s1"))
ACCOUNTS = ("a1", "a2")
WINDOW_OF_DAY_HOURS = (9, 21)


class Stand(Struct, frozen=True):
    """An account's standing: late from one statement on, the next one upcoming, or paid.

    `frozen` of its days past due do not count.
    """

    account: str
    late_from: int | None
    first_late: int
    upcoming: int | None
    incomplete: bool
    holds: tuple[str, ...] = ()
    role: str = "PRIMARY"
    frozen: int = 0


class Leave(Struct, frozen=True):
    """The customer is liable for an account no longer."""

    account: str


class TickAt(Struct, frozen=True):
    """A tick some days and hours on; the newest moment known lies further ahead."""

    days: int
    hour: int
    ahead: int


Happening = Stand | Leave | TickAt | AnyCustomerFact
Told = tuple[AsOf, AsOf] | AnyCustomerFact


def _stands(account: st.SearchStrategy[str]) -> st.SearchStrategy[Stand]:
    return st.builds(
        Stand,
        account=account,
        late_from=st.sampled_from((0, 0, 0, 1, None)),
        first_late=st.sampled_from((0, 0, 0, 1)),
        upcoming=st.none() | st.integers(0, 4),
        incomplete=st.sampled_from((*[False] * 7, True)),
        holds=st.sampled_from(
            (*[()] * 20, ("pause",), ("plan",), ("dispute", "promise"), ("sold",))
        ),
        role=st.sampled_from((*["PRIMARY"] * 19, "GUARANTOR")),
        frozen=st.sampled_from((*[0] * 9, 5)),
    )


_ACCOUNT = st.sampled_from(ACCOUNTS)
_TICKS = st.builds(
    TickAt,
    days=st.sampled_from((0, 1, 1, 2, 4, 7, 14, 14)),
    hour=st.sampled_from((0, 6, 6, 12, 18, 20, 21, 23)),
    ahead=st.sampled_from((0, 0, 0, 0, 0, 0, 5)),
)
_SIGNS: st.SearchStrategy[AnyCustomerFact] = st.one_of(
    st.sampled_from((stop("ATTORNEY", "st1"), stop("DECEASED", "st2"), stop("ODD", "st3"))),
    st.builds(lift, st.sampled_from(("st1", "st2"))),
    st.builds(refused, st.sampled_from(("x/0/1", "x/0/2"))),
    st.builds(resolved, st.sampled_from(("x/0/1", "x/0/2"))),
)
_LEAVES = st.builds(Leave, _ACCOUNT)
_VISITS = st.builds(
    outcome, st.sampled_from(("NOT_HOME", "MET_PAID")), st.integers(55, 75), origin=_ORIGIN
)
# Half of all days bring nothing but their tick, and signs that stop everything are the rarest:
# lives in which nobody may ever be contacted would show little.
_DAYS: st.SearchStrategy[tuple[Happening, ...]] = st.sampled_from("--------ttttssssvvxl").flatmap(
    lambda kind: {
        "-": st.tuples(_TICKS),
        "t": st.tuples(_TICKS, _TICKS),
        "s": st.tuples(_stands(_ACCOUNT), _TICKS),
        "v": st.tuples(_VISITS, _TICKS),
        "x": st.tuples(_SIGNS, _TICKS),
        "l": st.tuples(_LEAVES, _TICKS),
    }[kind]
)


@st.composite
def lives(draw: st.DrawFn) -> list[Happening]:
    """Draw a life: both accounts open, then days and what they bring."""
    opened = [draw(_stands(st.just(account))) for account in ACCOUNTS]
    days = draw(st.lists(_DAYS, min_size=15, max_size=30))
    return [*opened, *(each for day in days for each in day)]


LIVES = lives()


def ledger_of(stand: Stand, day: int) -> LedgerStanding:
    """Return the ledger of a random standing; what was due before its day is not upcoming."""
    coming = PAID
    if stand.upcoming is not None and 30 * stand.upcoming >= day:
        coming = upcoming(f"s{stand.upcoming}", due=30 * stand.upcoming)
    if stand.late_from is None:
        return coming
    behind = late(f"s{stand.late_from}", since=30 * (stand.late_from + stand.first_late))
    return LedgerStanding(
        currency="CNY",
        past_due_minor=behind.past_due_minor,
        oldest_due_on=behind.oldest_due_on,
        bucket=behind.bucket,
        episode_origin=behind.episode_origin,
        contractual_due_on=behind.oldest_due_on,
        delinquent_days=max(0, day - 30 * (stand.late_from + stand.first_late) - stand.frozen),
        upcoming_statement_id=coming.upcoming_statement_id,
        upcoming_due_on=coming.upcoming_due_on,
        upcoming_minor=coming.upcoming_minor,
    )


def told(happenings: Iterable[Happening]) -> list[Told]:
    """Turn a life into facts with versions and ticks `(as of, newest)` that only go forward."""
    writer, day, at = Customer(), 0, Instant(0)
    story: list[Told] = []
    for each in happenings:
        if isinstance(each, Stand):
            ledger = ledger_of(each, day)
            fact = writer.standing(
                ledger, account=each.account, day=day, incomplete=each.incomplete
            )
            held = replace(fact.standing, holds=each.holds, role=each.role)
            story.append(replace(fact, standing=held))
        elif isinstance(each, Leave):
            story.append(writer.withdrawal(each.account, day))
        elif not isinstance(each, TickAt):
            story.append(each)
        elif moment(day + each.days, each.hour).at > at:
            day, at = day + each.days, moment(day + each.days, each.hour).at
            newest = moment(day + each.ahead, 23) if each.ahead else moment(day, each.hour)
            story.append((moment(day, each.hour), newest))
    return story


class Witness:
    """Follows facts with plain sets, and complains about what must never be said."""

    def __init__(self, cap: int) -> None:
        """Begin with nothing known; `cap` is the contacts a customer may have in a day."""
        self._cap = cap
        self._stops: set[str] = set()
        self._clock_stops: set[str] = set()
        self._lifted: set[str] = set()
        self._frozen: set[str] = set()
        self._shifts: dict[str, int] = {}
        self._holds: set[str] = set()
        self._settled: set[str] = set()
        self._ledgers: dict[str, LedgerStanding] = {}
        self._protected: dict[str, bool] = {}
        self._clocks: set[str] = set()
        self._seen_effects: set[str] = set()
        self._contacts: dict[int, int] = {}
        self._authorised: set[str] = set()
        self.last: dict[str, Escalation] = {}
        self._spoken_of: set[tuple[str, str, str]] = set()
        self._seq = 0

    def sees(self, fact: AnyCustomerFact) -> None:
        """Take in a fact that was not refused."""
        match fact:
            case StandingChanged(standing=standing):
                self._ledgers[standing.account_id] = standing.ledgers[0]
                self._shifts[standing.account_id] = shift_of(standing)
                self._frozen.discard(standing.account_id)
                if {"pause", "dispute"} & {*standing.holds}:
                    self._frozen.add(standing.account_id)
                self._protected[standing.account_id] = (
                    standing.incomplete or bool(standing.holds) or standing.role != "PRIMARY"
                )
            case AccountWithdrawn():
                self._ledgers.pop(fact.account_id, None)
            case _:
                self._sees_sign(fact)

    def hears(self, said: Iterable[AnyTreatmentNotice], *, is_tick: bool) -> None:
        """Check verdicts in the order in which they were said."""
        for each in said:
            if isinstance(each, AccountEffect):
                self._turns(each)
                continue
            if isinstance(each, CustomerEvent):
                assert each.kind == "RECORD_REFUSED", f"nothing broke, and {each} was said"
                continue
            assert isinstance(each, Escalation), each
            self._seq += 1
            assert each.seq == self._seq, "numbers count up without a gap"
            assert follows(self.last.get(each.escalation_id), each), (each.rung, each.verdict)
            assert (each.rule is None) == (each.verdict in {"DUE", "AUTHORISED"})
            if each.verdict == "AUTHORISED":
                assert is_tick, "only a tick authorises"
                self._allows(each)
            self.last[each.escalation_id] = each
            self._spoken_of.add((each.account_id, each.origin, each.rung))

    def _turns(self, each: AccountEffect) -> None:
        if each.change == "CLOCK_RELEASED":
            self._clocks.remove(each.effect_id)
            return
        assert each.effect_id not in self._seen_effects, "no effect holds twice"
        self._seen_effects.add(each.effect_id)
        self._clocks.add(each.effect_id)

    def knows_the_clocks(self) -> None:
        """Check that as many clocks are held as there are stops and accounts they reach."""
        reaching = self._clock_stops - self._lifted
        assert len(self._clocks) == len(reaching) * len(self._ledgers)

    def misses_none(self, as_of: AsOf) -> None:
        """Check that no rung whose day has come went by without a word."""
        for account, ledger in self._ledgers.items():
            if account in self._frozen:
                continue
            anchors = {
                True: (ledger.upcoming_statement_id, ledger.upcoming_due_on),
                False: (ledger.episode_origin, ledger.oldest_due_on),
            }
            for rung in LADDER.rungs[:-1]:
                origin, anchor_on = anchors[rung.at_days < 0]
                shift = 0 if rung.at_days < 0 else self._shifts[account]
                if origin and anchor_on and as_of.on >= anchor_on + shift + rung.at_days:
                    assert (account, origin, rung.id) in self._spoken_of, rung.id

    def _sees_sign(self, fact: AnyCustomerFact) -> None:
        match fact:
            case StopPlaced():
                self._stops.add(fact.stop_id)
                if fact.kind == "DECEASED":
                    self._clock_stops.add(fact.stop_id)
            case StopLifted():
                self._lifted.add(fact.stop_id)
            case CustomerRecordRefused():
                self._holds.add(fact.origin)
            case CustomerRefusalResolved():
                self._settled.add(fact.origin)
            case _:
                pass

    def _allows(self, each: Escalation) -> None:
        assert each.escalation_id not in self._authorised, "no id is authorised twice"
        self._authorised.add(each.escalation_id)
        assert not self._stops - self._lifted, "no contact under a stop"
        assert not self._holds - self._settled, "no contact while held"
        assert not self._protected[each.account_id], "no contact while incomplete or held"
        ledger = self._ledgers[each.account_id]
        owed = ledger.upcoming_minor if each.rung == "reminder" else ledger.past_due_minor
        assert owed > 0, "no contact without a founded debt"
        assert each.not_before is not None
        assert each.not_after is not None
        assert each.at <= each.not_before < each.not_after
        first, last = (local_time(at) for at in (each.not_before, each.not_after))
        assert first[0] == last[0], "a window is of one day"
        assert WINDOW_OF_DAY_HOURS[0] <= first[1] < last[1] <= WINDOW_OF_DAY_HOURS[1]
        self._contacts[first[0]] = self._contacts.get(first[0], 0) + 1
        assert self._contacts[first[0]] <= self._cap, "no contact above the cap"


def shift_of(standing: Standing) -> int:
    """Return by how many days the ladder of the first ledger is behind its oldest due date."""
    ledger = standing.ledgers[0]
    late = 0 if ledger.oldest_due_on is None else max(0, standing.as_of - ledger.oldest_due_on)
    return late - ledger.delinquent_days


def follows(before: Escalation | None, now: Escalation) -> bool:
    """Tell whether a verdict may follow another one on the same escalation."""
    if before is None:
        return now.verdict in {"DUE", "SKIPPED"}
    came_back = before.rule in {"cured", "nothing_owed", "anchor_moved", "ground_held"}
    return (
        now.verdict
        in {
            "DUE": {"AUTHORISED", "DEFERRED", "SUPPRESSED", "CANCELLED"},
            "DEFERRED": {"AUTHORISED", "DEFERRED", "SUPPRESSED", "SKIPPED", "CANCELLED"},
            "AUTHORISED": {"CANCELLED"},
            "CANCELLED": {"DUE"} if came_back else set(),
            "SKIPPED": set(),
            "SUPPRESSED": set(),
        }[before.verdict]
    )


def local_time(at: Instant) -> tuple[int, int]:
    """Return day and hour in Shanghai (UTC+8 all year), counted from `DUE_ON`."""
    hours = at // 3_600_000_000 + 8
    return hours // 24 - DUE_ON, hours % 24
