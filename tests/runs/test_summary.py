"""What a run says at its end and while it goes on, looked at as text."""

import json
from collections import Counter
from io import StringIO

from msgspec.structs import replace
from rich.console import Console

from streams.runs.casework import Casework, DueLine, VisitsLine
from streams.runs.live import LiveView, bucket_panel, escalation_panel, hold_panel
from streams.runs.month_ends import BucketLine
from streams.runs.play import Played
from streams.runs.progress import DayBar
from streams.runs.summary import RefusedLine, Summary, print_summary, steps_of
from streams.terms.days import AsOf, Day, Instant
from streams.terms.treatment_notices import Escalation
from tests.runs.results import DAY, results_of, standing

SUMMARY = Summary(
    rows_read=3,
    rows_refused=(RefusedLine(4, "id_repeated", "id 7 stands in line 2 already"),),
    facts_sent=10,
    facts_accepted=9,
    dead_letters={"currency_unknown": 1},
    month_ends=(
        BucketLine("2026-04-30", "current", 2, 1_234_567),
        BucketLine("2026-05-31", "m1.small", 1, 99),
    ),
    steps={"sms_1": {"AUTHORISED": 1, "DUE": 2}},
    casework=Casework(
        promises={"BROKEN": 2, "PARTLY_KEPT": 1},
        dues=(DueLine("LATE_FEE", "CNY", 3, 7_500),),
        corrections=2,
        days_corrected=9,
        waiting=4,
        overdue=1,
    ),
    currency="CNY",
    days=40,
    elapsed_seconds=2.0,
    facts_per_second=5.0,
)


def escalation(account: str) -> Escalation:
    return Escalation(
        escalation_id="e",
        verdict="AUTHORISED",
        customer_id="c",
        account_id=account,
        seq=1,
        ladder="l",
        rung="sms_1",
        channel="SMS",
        occurrence=1,
        origin="s",
        as_of=DAY,
        at=Instant(0),
        due_on=DAY,
        currency="CNY",
        past_due_minor=12_345,
        days_past_due=1,
        bucket="m1.small",
        zone="UTC",
        policy_digest="d",
    )


def shown(*things: object) -> str:
    out = StringIO()
    Console(file=out, width=110).print(*things)
    return out.getvalue()


def test_the_summary_names_every_count_rule_bucket_and_step() -> None:
    out = StringIO()
    print_summary(SUMMARY, Console(file=out, width=110), "")
    text = out.getvalue()
    assert "Rows read 3, refused 1" in text
    assert "line 4: id_repeated: id 7 stands in line 2 already" in text
    assert "Facts sent 10, accepted 9, dead-lettered 1" in text
    assert "currency_unknown: 1" in text
    assert "12,345" in text
    assert "2026-05-31" in text
    assert "AUTHORISED" in text


def printed(summary: Summary) -> list[str]:
    out = StringIO()
    print_summary(summary, Console(file=out, width=110), "give them --prefix p")
    return out.getvalue().splitlines()


def test_the_summary_says_what_it_left_to_people_and_to_billing() -> None:
    assert printed(SUMMARY)[-6:-1] == [
        "Waiting for a person: 4, 1 of them overdue (arrears work list)",
        "Promises: broken 2, partly kept 1",
        "For billing:",
        "  late fee: 3 (75.00 CNY)",
        "Corrected: 9 days of the past, 2 times",
    ]
    quiet = printed(replace(SUMMARY, casework=Casework()))
    assert len(quiet) == len(printed(SUMMARY)) - 5


def test_a_run_that_ends_before_visits_names_the_command_that_prints_a_day_of_them() -> None:
    first = VisitsLine("north", "2026-07-29", 3, 0)
    ahead = Casework(visits=(first, VisitsLine("south side", "2026-07-30", 1, 2)))
    assert printed(replace(SUMMARY, dead_letters={}, casework=ahead))[-3:] == [
        "Visits to be made: 6, 2 of them released (arrears sheet)",
        "  the pages of a day: arrears sheet --area 'south side' --on 2026-07-30",
        "give them --prefix p",
    ]
    planned = printed(replace(SUMMARY, casework=Casework(visits=(first,))))
    assert "  the pages of a day: arrears sheet --area north --on 2026-07-29" in planned


def test_what_is_to_be_looked_at_names_its_command_and_how_it_finds_the_run() -> None:
    lines = printed(SUMMARY)
    assert "Facts sent 10, accepted 9, dead-lettered 1 (arrears dlq list)" in lines
    assert lines[-1] == "give them --prefix p"
    nothing = printed(replace(SUMMARY, casework=Casework(), dead_letters={}))
    assert "Facts sent 10, accepted 9, dead-lettered 0" in nothing
    assert nothing[-1] != "give them --prefix p"
    after = printed(replace(SUMMARY, went_on=True))
    counts = "Facts sent since the cut 10, accepted 9, in the whole run dead-lettered 1"
    assert f"{counts} (arrears dlq list)" in after


def test_one_of_a_thing_is_told_in_the_singular() -> None:
    once = replace(SUMMARY, days=1, casework=Casework(corrections=1, days_corrected=1))
    lines = printed(replace(once, dead_letters={}))
    assert lines[-1] == "Corrected: 1 day of the past, 1 time"
    assert any(line.startswith("1 day in ") for line in lines)


def test_the_summary_is_one_line_of_json_for_machines() -> None:
    text = SUMMARY.as_json()
    assert "\n" not in text
    assert json.loads(text)["month_ends"][0]["balance_minor"] == 1_234_567


def test_steps_are_grouped_by_rung() -> None:
    counted = Counter({("sms_1", "DUE"): 3, ("sms_1", "AUTHORISED"): 2, ("letter_1", "DUE"): 1})
    assert steps_of(counted) == {"letter_1": {"DUE": 1}, "sms_1": {"AUTHORISED": 2, "DUE": 3}}


def test_the_live_panels_show_bars_and_masked_accounts() -> None:
    text = shown(bucket_panel(results_of(standing("a", "m1.small", 5))))
    assert "m1.small" in text
    assert "█" in text
    text = shown(escalation_panel([escalation("account-4711")]))
    assert "…4711" in text
    assert "account-4711" not in text
    assert "123.45 CNY" in text


def test_what_holds_accounts_is_shown_only_where_something_does() -> None:
    free = standing("a", "current", 1)
    assert results_of(free).holds() == {}
    held = replace(free, holds=("breathing_space", "pause"), incomplete=True)
    paused = replace(free, account_id="b", holds=("pause",))
    holds = results_of(replace(held, account_id="c"), paused).holds()
    assert holds == {"breathing_space": 1, "incomplete": 1, "pause": 2}
    assert "breathing space 1" in shown(hold_panel(holds))


def test_a_log_gets_about_ten_lines_and_a_terminal_a_bar() -> None:
    out = StringIO()
    with DayBar(Console(file=out, width=110), DAY, 100) as bar:
        for n in range(100):
            day = Played(AsOf(Day(DAY + n), Instant(0)), 5, ())
            bar.show(day, results_of(), n, 1.0)
    assert 5 <= len(out.getvalue().splitlines()) <= 12
    played = Played(AsOf(DAY, Instant(0)), 5, ())
    out = StringIO()
    console = Console(file=out, width=110, force_terminal=True)
    with LiveView(console, Day(DAY - 1), 3, "Arrears") as view:
        view.show(played, results_of(standing("a", "current", 1)), 10, 2.0)
    assert "day 2/3" in out.getvalue()
    assert "5 facts/s" in out.getvalue()
