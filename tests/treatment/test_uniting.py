"""Two rows as one: what the bureau was told, what an account has behind it, who refused."""

from msgspec.structs import replace

from streams.policy.contact import Cap
from streams.terms.days import Day, Instant
from streams.terms.identity import escalation_id
from streams.treatment.known import CONTACT_PERSON, KnownPoint, Profile
from streams.treatment.ladder import visits_forbidden
from streams.treatment.packing import unpack
from streams.treatment.past import Past
from streams.treatment.reporting import Bureau, Code, Report
from streams.treatment.rows import (
    AccountRecord,
    CustomerRow,
    OriginJournal,
    RungRecord,
    Stop,
    account_of,
)
from streams.treatment.spending import Agency, Ledger, Returned, Use, used_on
from streams.treatment.uniting import contents_of, united

TOLD = Report("a1", "CNY", Day(30), Code("1", "1"), Day(31), said=Code("1", "1"))
HELD = Report("a1", "CNY", Day(30), Code("1", "1"), Day(32))
CORRECTED = Report(
    "a1", "CNY", Day(30), Code("N", "N"), Day(40), said=Code("N", "N"), corrections=1
)


def one(
    *reports: Report, past: Past | None = None, points: tuple[KnownPoint, ...] = ()
) -> CustomerRow:
    account = AccountRecord("a1", 1, Day(40), False, (), past=past)
    bureau = Bureau(reports, seq=len(reports))
    return CustomerRow("c1", accounts=(account,), bureau=bureau, profile=Profile(points=points))


def merged(own: CustomerRow, other: CustomerRow) -> CustomerRow:
    both = united(own, unpack(contents_of(other)), None)
    assert united(both, unpack(contents_of(other)), None) is both
    return both


def test_what_was_reported_long_ago_is_still_known() -> None:
    forgotten = (("a1", "CNY", Day(9)),)
    own = one()
    own = replace(own, bureau=replace(own.bureau, forgotten=forgotten))
    assert merged(own, one(TOLD)).bureau.forgotten == forgotten


def test_a_close_that_was_reported_is_not_reported_again() -> None:
    for own, other in ((HELD, TOLD), (TOLD, HELD)):
        assert merged(one(own), one(other)).bureau.reports == (TOLD,)
    assert merged(one(TOLD), one(CORRECTED)).bureau.reports == (CORRECTED,)
    assert merged(one(), one(TOLD)).bureau == Bureau((TOLD,), seq=0, is_stale=True)


def test_the_count_of_reports_stays_the_row_s_own() -> None:
    assert merged(one(TOLD), one()).bureau == Bureau((TOLD,), seq=1)


def test_the_longer_past_of_an_account_is_kept() -> None:
    for own, other in ((Past(begun=1), Past(begun=3)), (Past(begun=3), Past(begun=1))):
        account = account_of(merged(one(past=own), one(past=other)), "a1")
        assert account is not None
        assert account.past == Past(begun=3)
    account = account_of(merged(one(), one(past=Past(begun=2))), "a1")
    assert account is not None
    assert account.past == Past(begun=2)


def test_who_refused_under_either_name_is_barred() -> None:
    word = (Day(1), 0, "e1")
    refused = KnownPoint("p1", "PHONE", "", True, False, "", (Day(0), 0, ""), refused=True)
    person = KnownPoint("p1", "PHONE", CONTACT_PERSON, True, False, "", word)
    for own, other in ((refused, person), (person, refused)):
        (point,) = merged(one(points=(own,)), one(points=(other,))).profile.points
        assert point.refused
        assert point.blocked


def test_a_stop_for_all_channels_holds_whatever_the_other_one_knows_under_its_id() -> None:
    for kinds in (("VISIT_BAN", "VULNERABLE"), ("VULNERABLE", "VISIT_BAN")):
        own, other = (replace(one(), stops=(Stop("st1", kind, lifted=False),)) for kind in kinds)
        assert [stop.kind for stop in merged(own, other).stops] == ["VULNERABLE"]


def test_whose_a_number_is_does_not_depend_on_who_is_asked() -> None:
    nobody_told = (Day(-(2**31)), 0, "")
    refused = KnownPoint("p1", "PHONE", "", True, False, "", nobody_told, refused=True)
    failed = KnownPoint("p1", "PHONE", "CUSTOMER", True, False, "", nobody_told, failed_on=Day(3))
    both = [
        merged(one(points=(own,)), one(points=(other,))).profile.points
        for own, other in ((refused, failed), (failed, refused))
    ]
    assert both[0] == both[1]
    assert both[0][0].holder == "CUSTOMER"


def test_the_quotas_that_an_agency_has_for_either_id_add_up() -> None:
    cap = Cap(
        rule="x", channels=frozenset({"PHONE"}), counts="ATTEMPTS", per="PERSON", days=1, most=9
    )
    use = Use(channel="PHONE", account_id="a1", point_id="", on=Day(5))
    own = replace(one(), ledger=Ledger(agencies=(Agency("ag", 2, (Day(1), 0, "e1")),)))
    ledger = Ledger(
        agencies=(Agency("ag", 3, (Day(2), 0, "e2")),),
        returned=(Returned("ag", Day(5), 1, (Day(5), 0, "e3")),),
    )
    other = replace(one(), customer_id="c2", ledger=ledger)
    both = merged(own, other)
    assert used_on(both.ledger, cap, use, Day(5)) == 4
    # The first one is absorbed as well: what comes back to it is its own.
    assert used_on(merged(other, both).ledger, cap, use, Day(5)) == 4
    later = Agency("ag", 0, (Day(3), 0, "e4"), party="c2")
    ended = replace(both.ledger, agencies=(*both.ledger.agencies, later))
    assert used_on(ended, cap, use, Day(5)) == 2


def test_after_a_visit_that_ended_in_danger_nobody_goes_under_the_other_id_either() -> None:
    def visited(party: str, outcome: str | None) -> CustomerRow:
        record = RungRecord(
            rung="visit_1",
            ladder="cards",
            channel="VISIT",
            escalation_id=escalation_id(party, "a1", "s1", "cards", "visit_1", 1),
            before_due=False,
            visit_number=1,
            verdict="AUTHORISED",
            due_on=Day(9),
            expires_on=Day(20),
            not_after=Instant(10),
            outcome=outcome,
        )
        account = AccountRecord("a1", 1, Day(40), False, (), (OriginJournal("s1", "C", (record,)),))
        return CustomerRow(party, accounts=(account,))

    for word in (None, "NOT_HOME"):
        own, other = visited("c1", word), visited("c2", "SAFETY_STOP")
        assert visits_forbidden(merged(own, other))
        assert visits_forbidden(merged(other, own))
