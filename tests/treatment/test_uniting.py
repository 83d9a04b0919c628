"""Two rows as one: what the bureau was told, what an account has behind it, who refused."""

from msgspec.structs import replace

from streams.terms.days import Day
from streams.treatment.known import CONTACT_PERSON, KnownPoint, Profile
from streams.treatment.packing import unpack
from streams.treatment.past import Past
from streams.treatment.reporting import Bureau, Code, Report
from streams.treatment.rows import AccountRecord, CustomerRow, account_of
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
