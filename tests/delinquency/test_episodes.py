"""Episodes: one origin for one stretch of delinquency, and which stretch is which."""

from streams.delinquency.aging import aged
from streams.delinquency.cases import NO_CASES
from streams.delinquency.episodes import EPISODES_MAX, follow, running_origin
from streams.delinquency.journal import Episode, LedgerJournal
from streams.delinquency.lateness import lateness_of
from streams.delinquency.ledger_state import LedgerState
from streams.delinquency.rows import AccountRow
from streams.delinquency.walking import Walked
from streams.terms.days import Day, iso, parse_day
from tests.delinquency.facts import RULES, Account, bill, opened, paid, reversed_
from tests.delinquency.ledgers import part, slot

MARCH = bill("march", "2026-03-20", "2026-04-10", 30_000)
APRIL = bill("april", "2026-04-20", "2026-05-10", 60_000, included=30_000)
MAY = bill("may", "2026-05-20", "2026-06-10", 90_000, included=60_000)


def _episodes(row: AccountRow) -> tuple[Episode, ...]:
    return row.journal.ledgers[0].episodes


def _origins(account: Account) -> list[tuple[str, str]]:
    return [(event.kind, event.episode_origin) for event in account.events]


def test_the_oldest_open_obligation_is_the_origin_and_re_anchoring_keeps_it() -> None:
    account = Account("2026-05-11").take(opened(), MARCH, APRIL)
    account.take(paid("p1", "2026-05-11", 30_000))
    assert account.standing.ledgers[0].oldest_due_on == APRIL.due_on
    assert _origins(account)[-1] == ("BUCKET_CHANGED", "march")
    assert _episodes(account.row) == (Episode("march", MARCH.due_on, APRIL.due_on),)


def test_a_second_stretch_on_a_later_obligation_is_a_new_episode() -> None:
    account = Account("2026-04-11").take(opened(), MARCH, paid("p1", "2026-04-11", 30_000))
    account.take(bill("april", "2026-04-18", "2026-05-10", 30_000)).tick("2026-05-11")
    assert _origins(account) == [
        ("BECAME_DELINQUENT", "march"),
        ("CURED", "march"),
        ("BECAME_DELINQUENT", "april"),
    ]


def test_a_reversal_after_a_newer_episode_re_opens_the_one_that_covers_the_obligation() -> None:
    account = Account("2026-04-11").take(opened(), MARCH, paid("p1", "2026-04-11", 30_000))
    account.take(bill("april", "2026-04-18", "2026-05-10", 30_000)).tick("2026-05-11")
    account.take(paid("p2", "2026-05-11", 30_000))
    account.take(
        reversed_("r1", "p1", "2026-05-13", 30_000), reversed_("r2", "p2", "2026-05-13", 30_000)
    )
    assert [e.origin for e in _episodes(account.row)] == ["march", "april"]
    account.tick("2026-05-13")
    assert _origins(account)[-1] == ("BECAME_DELINQUENT", "march")
    april = parse_day("2026-05-10")
    assert _episodes(account.row) == (
        Episode("april", april, april),
        Episode("march", MARCH.due_on, april),
    )


def test_re_opening_the_last_episode_adds_none() -> None:
    account = Account("2026-04-11").take(opened(), MARCH, paid("p1", "2026-04-11", 30_000))
    account.take(reversed_("r1", "p1", "2026-04-11", 30_000))
    assert _origins(account)[-1] == ("BECAME_DELINQUENT", "march")
    assert _episodes(account.row) == (Episode("march", MARCH.due_on, MARCH.due_on),)


def test_a_running_episode_keeps_its_origin_when_an_older_obligation_falls_open() -> None:
    account = Account("2026-04-05").take(opened(), MARCH, paid("p1", "2026-04-05", 30_000))
    account.tick("2026-05-11").take(bill("april", "2026-04-20", "2026-05-10", 60_000))
    account.take(paid("p2", "2026-05-11", 30_000), reversed_("r1", "p1", "2026-05-11", 30_000))
    account.take(reversed_("r2", "p2", "2026-05-11", 30_000))
    assert account.standing.ledgers[0].oldest_due_on == MARCH.due_on
    assert account.standing.ledgers[0].episode_origin == "april"
    assert _episodes(account.row) == (Episode("april", MARCH.due_on, APRIL.due_on),)


def test_the_bucket_before_is_that_of_the_last_event() -> None:
    account = Account("2026-05-11").take(opened(), MARCH)
    account.take(paid("p1", "2026-05-11", 29_000))
    account.take(reversed_("r1", "p1", "2026-05-11", 29_000))
    assert [(e.previous_bucket, e.bucket) for e in account.events] == [
        ("current", "m2.small"),
        ("m2.small", "current"),
        ("current", "m2.small"),
    ]


def test_an_unclassified_day_neither_cures_nor_begins_anything() -> None:
    account = Account("2026-04-11").take(opened(), MARCH)
    known = account.rules
    account.rules = type(known)(
        policy_id="blind",
        digest="blind-1",
        buckets=known.buckets,
        tolerance_minor={},
        ladder=None,
        house=None,
    )
    account.tick("2026-04-12").take(paid("p1", "2026-04-12", 30_000))
    assert account.kinds == ["BECAME_DELINQUENT"]
    assert account.standing.incomplete
    assert account.standing.ledgers[0].episode_origin == "march"
    account.rules = known
    account.tick("2026-04-13")
    assert account.kinds == ["BECAME_DELINQUENT", "CURED"]


def test_the_journal_keeps_the_last_episodes_only() -> None:
    account = Account(Day(19_000)).take(opened())
    for n in range(EPISODES_MAX + 2):
        due = Day(19_030 + 30 * n)
        account.tick(Day(due - 20)).take(bill(f"s{n}", iso(Day(due - 20)), iso(due), 30_000))
        account.tick(Day(due + 1)).take(paid(f"p{n}", iso(Day(due + 1)), 30_000))
    episodes = _episodes(account.row)
    assert len(episodes) == EPISODES_MAX
    assert (episodes[0].origin, episodes[-1].origin) == ("s2", f"s{EPISODES_MAX + 1}")
    assert len(account.events) == 2 * (EPISODES_MAX + 2)


def test_a_journal_that_says_nothing_new_stays_the_same_value() -> None:
    account = Account("2026-05-11").take(opened(), MARCH, MAY)
    before = account.row.journal.ledgers
    account.take(paid("p1", "2026-05-11", 1))
    assert account.row.journal.ledgers is before
    assert running_origin(before[0]) == "march"
    assert running_origin(LedgerJournal("CNY")) is None


def test_of_episodes_that_cover_one_day_the_latest_goes_on() -> None:
    spans = {"one": (10, 40), "two": (30, 60), "three": (70, 80)}
    known = tuple(Episode(name, Day(first), Day(last)) for name, (first, last) in spans.items())
    late = slot("s", 35, part("principal", 5_000))
    walked = Walked(LedgerState("CNY", (late,)), lateness_of((late,), Day(50)), [], [])
    now = aged(walked, RULES, NO_CASES, Day(50))
    turned = follow(LedgerJournal("CNY", episodes=known), now)
    assert [one.origin for one in turned.journal.episodes] == ["one", "three", "two"]
    assert turned.kind == "BECAME_DELINQUENT"


def test_an_episode_is_stretched_over_what_became_late_although_the_bucket_stays() -> None:
    late = tuple(slot(f"s{due}", due, part("principal", 5_000)) for due in (35, 45))
    walked = Walked(LedgerState("CNY", late), lateness_of(late, Day(50)), [], [])
    was = LedgerJournal("CNY", "m1.small", True, (Episode("one", Day(30), Day(40)),))
    turned = follow(was, aged(walked, RULES, NO_CASES, Day(50)))
    assert turned.kind is None
    assert turned.journal.episodes == (Episode("one", Day(30), Day(45)),)
