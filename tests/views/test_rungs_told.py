"""Why a rung was or was not taken is told in one sentence, with every rule that objects."""

import pytest
from msgspec.structs import replace

from streams.terms.days import Day, parse_day
from streams.views.rungs_told import accounts_told
from tests.treatment.details import consent, made, point
from tests.treatment.test_renaming import RENAMED, renamed, under
from tests.treatment.world import DUE_ON, LADDER, Customer, late, stop, upcoming
from tests.views.dossiers import day, of_customer, owing, rung, shipped

STAYS = "if that stays so, passed over on"


def test_what_was_taken_is_told_with_window_zone_and_what_became_of_it() -> None:
    customer = owing(0, 1)
    told = rung(customer, "sms_1")
    window = f"authorised on {day(1)} for 09:00 to 21:00 Asia/Shanghai"
    assert (told.state, told.verdict) == ("taken", "AUTHORISED")
    assert told.text == f"came due on {day(1)}; {window}; not made yet"
    customer.tick(3)
    assert rung(customer, "sms_1").text.endswith(
        "nobody told what became of it, so it counts as made"
    )
    customer.tell(made("DELIVERED", "sms_1", 1))
    assert rung(customer, "sms_1").text.endswith(f"; the contact of {day(1)} ended in: delivered")
    assert "delivered" not in rung(customer, "sms_1", masked=True).text


def test_what_the_row_has_forgotten_is_told_from_the_facts() -> None:
    customer = owing(0, 1)
    forgotten = replace(customer.row.accounts[0], journals=())
    dossier = of_customer(customer)
    dossier = replace(dossier, row=replace(dossier.row, accounts=(forgotten,)))
    texts = [told.text for told in accounts_told(dossier) if told.verdict == "AUTHORISED"]
    assert [text.split("; ")[-1] for text in texts] == ["not made yet"]
    known = replace(dossier, outcomes={customer.last().escalation_id: ("FAILED", Day(DUE_ON + 1))})
    texts = [told.text for told in accounts_told(known) if told.verdict == "AUTHORISED"]
    assert [text.split("; ")[-1] for text in texts] == [f"the contact of {day(1)} ended in: failed"]


def test_the_day_of_a_contact_is_told_apart_from_the_day_of_its_result() -> None:
    customer = owing(0, 1)
    customer.tell(made("DELIVERED", "sms_1", 4))
    ended = f"; the contact of {day(1)} ended in: delivered, told on {day(4)}"
    assert rung(customer, "sms_1").text.endswith(ended)
    # What the row has forgotten was authorised for the day of its window.
    dossier = of_customer(customer)
    forgotten = replace(customer.row.accounts[0], journals=())
    known = replace(
        dossier,
        row=replace(dossier.row, accounts=(forgotten,)),
        outcomes={customer.last().escalation_id: ("DELIVERED", Day(DUE_ON + 4))},
    )
    (text,) = (one.text for one in accounts_told(known) if one.verdict == "AUTHORISED")
    assert text.endswith(ended)


def test_the_point_it_went_to_is_masked() -> None:
    customer = Customer()
    customer.tell(point(name="number-0815"))
    customer.tell(customer.standing(late()))
    customer.tick(0)
    customer.tick(1)
    assert ", to number-0815; " in rung(customer, "sms_1").text
    assert ", to ***0815; " in rung(customer, "sms_1", masked=True).text


def test_a_deferral_tells_until_when_and_why_and_stays_told_afterwards() -> None:
    customer = owing(0)
    customer.stands(late(), day=1, holds=("plan",))
    customer.tick(1)
    told = rung(customer, "sms_1")
    assert told.state == "waits"
    why = "because a hardship plan is performed"
    assert told.text == f"came due on {day(1)}; deferred on {day(1)} until {day(2)} {why}"
    customer.tick(4)
    told = rung(customer, "sms_1")
    assert told.state == "not taken"
    assert f"; passed over on {day(4)} because its window was over" in told.text
    assert [rule.rule for rule in told.rules] == ["window_over"]
    assert [rule.rule for rule in told.before] == ["account_hold_plan"]


def test_all_that_object_are_told_and_the_first_is_the_reason() -> None:
    customer = owing(0)
    customer.tell(stop())
    customer.tell(consent("SMS", granted=False))
    customer.tick(1)
    told = rung(customer, "sms_1")
    refused = "the customer refuses this way of contact"
    assert told.text.endswith(f"because a stop holds (attorney) (and also: {refused})")
    assert [rule.rule for rule in told.rules] == ["stop_attorney", "consent_refused"]
    assert told.rules[0].source == "product choice (as in 12 CFR 1006.6(b))"


def test_which_stop_it_was_is_masked_everywhere() -> None:
    customer = owing(0)
    customer.tell(stop())
    customer.tick(1)
    for name in ("sms_1", "letter_1"):
        told = rung(customer, name, masked=True)
        assert "attorney" not in str(told).lower()
        assert [rule.rule for rule in told.rules] == ["stop_***"]
        assert "1006" not in told.rules[0].source


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("reminder", "its days before the due date passed before anything gave ground for it"),
        ("letter_1", f"not yet due: comes on {day(31)}, 31 days behind the due date"),
        (
            "visit_2",
            f"not taken so far because no outcome of visit 1 was recorded; {STAYS} {day(96)}",
        ),
    ],
)
def test_what_never_came_and_what_is_to_come_is_told(name: str, text: str) -> None:
    assert rung(owing(0), name).text == text


def test_what_stands_against_a_rung_that_is_to_come_is_told_unless_it_is_of_the_day() -> None:
    customer = owing(0)
    customer.tell(stop())
    customer.tick(0, hour=7)
    told = rung(customer, "letter_1")
    assert told.text.endswith("; it would not be taken today because a stop holds (attorney)")
    assert [rule.rule for rule in told.rules] == ["stop_attorney"]
    # At 22:00 the house is closed, which says nothing of the day on which the letter comes.
    late_hour = owing(0)
    late_hour.tick(0, hour=22)
    assert "today" not in rung(late_hour, "letter_1").text


def test_a_statement_that_is_not_late_is_no_episode() -> None:
    customer = Customer()
    customer.tell(customer.standing(upcoming()))
    customer.tick(-9)
    lines = [told for told in accounts_told(of_customer(customer)) if told.part == "episode"]
    assert [line.label for line in lines] == ["Statement s1"]
    assert rung(customer, "sms_1").text == "nothing of this statement is late"
    assert rung(customer, "reminder").text.endswith(f"on {day(-5)}, 5 days before the due date")


def test_which_ladder_was_chosen_is_masked_wherever_it_is_named() -> None:
    customer = owing(0, 1, 2)
    dossier = of_customer(customer, masked=True)
    for told in accounts_told(replace(dossier, policies={})):
        assert "cards" not in (told.ladder, *told.text.split())
    assert rung(customer, "sms_1").ladder == "cards"
    policy, on = shipped("cn"), parse_day("2026-04-01")
    chosen = tuple(replace(one, ladder="cn-card", as_of=on) for one in dossier.escalations)
    judged = replace(dossier, policies={customer.rules.digest: policy}, escalations=chosen)
    named = [
        rule.rule
        for one in accounts_told(judged)
        if one.verdict == "AUTHORISED"
        for rule in one.rules
    ]
    assert named[0] == "the ladder"
    assert "cn.ladder" not in named


def test_what_is_over_is_told_as_what_it_was() -> None:
    customer = owing(0, 1)
    customer.stands(day=2)
    customer.tick(2)
    assert about(customer) == [
        f"ended on {day(1)}, nothing of it counts as late any more; ladder cards"
    ]
    statement = Customer()
    statement.tell(statement.standing(upcoming()))
    statement.tick(-5)
    statement.stands(day=-4)
    statement.tick(-4)
    (text,) = about(statement)
    assert text.startswith(f"asks for no reminder any more since {day(-5)}: paid, or late in an")


def about(customer: Customer) -> list[str]:
    """Return what is said of each episode."""
    return [one.text for one in accounts_told(of_customer(customer)) if one.part == "episode"]


def test_a_cured_episode_tells_that_the_rest_never_came() -> None:
    customer = owing(0, 1)
    customer.stands(day=2)
    customer.tick(2)
    assert rung(customer, "phone_1").text == f"it was over on {day(1)}, before its day"


def test_a_rung_that_was_taken_under_another_name_is_not_told_as_to_come() -> None:
    customer = Customer(under(LADDER))
    customer.stands(late())
    assert "sms_1 AUTHORISED" in customer.tick(1)
    customer.rules = under(renamed(LADDER, RENAMED))
    customer.tick(2)
    told = {one.rung for one in accounts_told(of_customer(customer)) if one.state == "to come"}
    assert "new_phone_1" in told
    assert "new_sms_1" not in told
