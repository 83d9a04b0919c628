"""Two customers who turn out to be one: nobody is contacted meanwhile, and nothing is lost."""

from msgspec.structs import replace

from streams.terms.contact_facts import ContactMade
from streams.terms.customer_facts import AnyCustomerFact, StandingChanged
from streams.terms.days import Day
from streams.terms.profile_facts import CustomerMoved
from tests.treatment.details import complaint, consent
from tests.treatment.people import People, both, merged
from tests.treatment.test_unfounded import corrected
from tests.treatment.world import DUE_ON, Customer, id_of, late, lift, local, stop

ABSORBED, SURVIVOR = both(day=2)


def standing(customer: str = "c1", *, account: str = "a1", version: int = 1) -> StandingChanged:
    fact = Customer().standing(late(), account=account)
    told = replace(fact.standing, version=version, customer_id=customer)
    return replace(fact, customer_id=customer, standing=told)


def texted_under_the_old_id() -> People:
    people = People()
    people.tell(standing())
    assert people.tick(1) == {"c1": ["sms_1 DUE", "sms_1 AUTHORISED"]}
    return people


def test_the_survivors_ladder_goes_on_where_the_other_one_stopped() -> None:
    people = texted_under_the_old_id()
    people.tell(ABSORBED)
    people.tell(SURVIVOR)
    people.deliver()
    # The bank moves the account to the survivor.
    people.tell(standing("c2", version=2))
    assert people.tick(2) == {}
    assert people.tick(8)["c2"] == ["phone_1 DUE", "phone_1 AUTHORISED"]
    assert [e.rung for e in people.said if e.verdict == "AUTHORISED"] == ["sms_1", "phone_1"]


def test_what_had_only_come_due_comes_due_again_under_the_survivor() -> None:
    people = People()
    people.tell(standing())
    people.tell(standing(account="a2"))
    assert people.tick(1)["c1"].count("sms_1 DEFERRED contact_cap_of_the_day") == 1
    assert people.tell(ABSORBED) == [
        "sms_1 CANCELLED customer_merged",
        "sms_1 CANCELLED customer_merged",
    ]
    people.tell(SURVIVOR)
    people.tell(standing("c2", version=2))
    people.tell(standing("c2", account="a2", version=2))
    said = [people.tick(day).get("c2", []) for day in (2, 3)]
    assert said == [
        ["sms_1 DUE", "sms_1 DEFERRED merge_to_be_confirmed"],
        ["sms_1 AUTHORISED"],
    ]
    accounts = [e.account_id for e in people.said if e.verdict == "AUTHORISED"]
    assert sorted(accounts) == ["a1", "a2"]


def test_the_absorbed_one_is_contacted_no_more_whatever_still_comes_for_it() -> None:
    people = texted_under_the_old_id()
    people.tell(ABSORBED)
    for day in range(2, 120):
        people.tick(day)
    later = [e for e in people.said if e.as_of > DUE_ON + 1]
    assert {e.rule for e in later if e.verdict == "SUPPRESSED"} == {"customer_merged"}
    assert "AUTHORISED" not in {e.verdict for e in later}


def test_a_survivor_that_hears_first_waits_for_the_other_ones_contents() -> None:
    people = texted_under_the_old_id()
    people.tell(standing("c2", account="a2"))
    assert people.tell(SURVIVOR) == []
    assert people.tick(2)["c2"] == ["sms_1 DUE", "sms_1 DEFERRED merge_to_be_confirmed"]
    people.tell(ABSORBED)
    people.deliver()
    # Whether the move was there before this tick or only behind it, the survivor waits for it.
    assert people.tick(3) == {}
    assert people.tick(4) == {"c2": ["sms_1 SKIPPED window_over"]}


def test_what_is_authorised_is_withdrawn_on_both_sides() -> None:
    people = texted_under_the_old_id()
    people.tell(standing("c2", account="a2"))
    people.tick(1, hour=7)
    assert people.tell(ABSORBED) == ["sms_1 CANCELLED customer_merged"]
    assert people.tell(SURVIVOR) == ["sms_1 CANCELLED merge_to_be_confirmed"]


def test_a_stop_of_the_one_is_a_stop_of_the_other() -> None:
    people = texted_under_the_old_id()
    people.tell(stop(), "c1")
    people.tell(standing("c2", account="a2"))
    for fact in (SURVIVOR, ABSORBED):
        people.tell(fact)
    people.tick(3)
    people.tick(4)
    assert people.tick(8)["c2"] == ["phone_1 DUE", "phone_1 SUPPRESSED stop_attorney"]


def test_a_stop_that_still_comes_under_the_old_id_reaches_the_survivor_and_withdraws() -> None:
    people = texted_under_the_old_id()
    for fact in (SURVIVOR, ABSORBED):
        people.tell(fact)
    people.tell(standing("c2", version=2))
    people.tick(8)
    people.tell(stop("DECEASED"), "c1")
    [move] = people.moves
    assert people.tell(move) == ["phone_1 CANCELLED stop_deceased"]
    people.tell(lift(day=9), "c1")
    people.deliver()
    assert not people.rows["c2"].stops[0].holds(Day(DUE_ON + 9))


def test_a_result_under_the_old_id_settles_there_and_is_known_to_the_survivor() -> None:
    people = texted_under_the_old_id()
    for fact in (SURVIVOR, ABSORBED):
        people.tell(fact)
    people.deliver()
    assert people.rows["c2"].ledger.spent[0].result == ""
    people.tell(
        ContactMade(
            event_id="e",
            customer_id="c1",
            effective_on=Day(DUE_ON + 2),
            escalation_id=id_of("sms_1"),
            account_id="a1",
            result="DELIVERED",
            at=local(1, 12),
        )
    )
    people.deliver()
    assert people.rejects == []
    assert people.rows["c2"].ledger == people.rows["c1"].ledger
    assert people.rows["c2"].accounts[0].journals[0].rungs[0].outcome == "DELIVERED"


def test_the_day_s_contacts_of_both_are_counted_together() -> None:
    people = texted_under_the_old_id()
    people.tell(standing("c2", account="a2"))
    people.tick(1, hour=7)
    for fact in (SURVIVOR, ABSORBED, SURVIVOR):
        people.tell(fact)
    people.deliver()
    row = people.rows["c2"]
    assert (row.contact_on, row.contacts) == (DUE_ON + 1, 2)
    assert len(row.ledger.spent) == 2


def test_later_words_win_and_an_open_complaint_goes_on() -> None:
    people = People()
    people.tell(consent(granted=False, day=3), "c1")
    people.tell(consent(granted=True, day=2), "c2")
    people.tell(complaint("k1"), "c1")
    people.tick(3)
    for fact in (SURVIVOR, ABSORBED):
        people.tell(fact)
    people.deliver()
    row = people.rows["c2"]
    assert [c.granted for c in row.profile.consents] == [False]
    assert [c.is_open for c in row.matters.complaints] == [True]


def test_a_merge_in_a_row_brings_everything_to_its_end() -> None:
    first, second = both("c1", "c2", merge="m1", day=2), both("c2", "c3", merge="m2", day=2)
    people = texted_under_the_old_id()
    people.tell(stop(), "c1")
    people.tell(standing("c3", account="a3"))
    for fact in (second[1], first[1], second[0]):
        people.tell(fact)
    people.deliver()
    # The one in the middle waits itself, and the end of the row waits with it.
    assert people.rows["c3"].merges[0].whole_since_on is None
    people.tell(first[0])
    people.deliver()
    row = people.rows["c3"]
    assert row.merges[0].whole_since_on == DUE_ON + 2
    assert [s.kind for s in row.stops] == ["ATTORNEY"]
    assert [a.account_id for a in row.accounts] == ["a1", "a3"]


def test_a_merge_of_which_one_side_came_is_said_once_to_a_person() -> None:
    for fact, missing in ((SURVIVOR, "the other side"), (ABSORBED, "this customer's own side")):
        people = People()
        people.tick(2)
        people.tell(fact)
        for day in range(3, 12):
            people.tick(day)
        assert [(e.kind, e.customer_id, e.subject_id, e.as_of) for e in people.events] == [
            ("MERGE_WAITS", "c2", "m1", DUE_ON + 6)
        ]
        assert people.events[0].detail == f"{missing} has not come in 3 days"


def test_repeats_have_no_effect() -> None:
    people = texted_under_the_old_id()
    people.tell(ABSORBED)
    people.tell(SURVIVOR)
    moves = list(people.moves)
    people.deliver()
    rows = dict(people.rows)
    again: list[AnyCustomerFact] = [*moves, ABSORBED, SURVIVOR, *moves]
    for fact in again:
        people.tell(fact)
    assert people.moves == []
    assert all(people.rows[name] is row for name, row in rows.items())


def test_before_the_first_tick_a_merge_is_kept_and_moves_with_it() -> None:
    people = People()
    people.tell(stop(), "c1")
    for fact in (ABSORBED, SURVIVOR):
        people.tell(fact)
    assert people.moves == []
    people.tick(2)
    people.deliver()
    assert [s.kind for s in people.rows["c2"].stops] == ["ATTORNEY"]


def test_a_merge_that_contradicts_one_on_record_is_refused() -> None:
    people = People()
    people.tell(ABSORBED)
    people.tell(merged("c1", "c2", "SURVIVOR"))
    people.tell(merged("c1", "c9", "ABSORBED"))
    people.tell(merged("c1", "c1", "ABSORBED", merge="m2"))
    assert [r.rule for r in people.rejects] == [
        "merge_has_another_role",
        "merge_is_of_another_customer",
        "customer_merged_with_itself",
    ]


def test_contents_that_are_none_are_refused() -> None:
    people = People()
    people.tell(SURVIVOR)
    move = CustomerMoved(
        event_id="e",
        customer_id="c2",
        effective_on=DUE_ON,
        source_seq=1,
        merge_id="m1",
        other_id="c1",
        contents=b"\x01\x90",
    )
    people.tell(move)
    people.tell(replace(move, other_id="c9"))
    assert [r.rule for r in people.rejects] == [
        "moved_contents_unreadable",
        "merge_is_of_another_customer",
    ]


def test_two_that_are_to_absorb_each_other_are_both_left_alone_and_come_to_rest() -> None:
    people = texted_under_the_old_id()
    for one in (*both("c1", "c2", merge="m1", day=2), *both("c2", "c1", merge="m2", day=2)):
        people.tell(one)
    people.deliver()
    people.tell(standing("c2", version=2))
    for day in range(2, 70):
        people.tick(day)
    assert [e.rung for e in people.said if e.verdict == "AUTHORISED"] == ["sms_1"]


def test_an_unfounded_contact_is_said_by_the_one_it_was_made_to() -> None:
    people = texted_under_the_old_id()
    people.tick(2)
    for fact in (ABSORBED, SURVIVOR):
        people.tell(fact)
    people.deliver()
    people.tell(corrected(1, 1), "c2")
    assert people.events == []
    people.tell(corrected(1, 1), "c1")
    assert [(e.kind, e.customer_id) for e in people.events] == [("CONTACT_UNFOUNDED", "c1")]
    people.deliver()
    assert people.rows["c2"].accounts[0].journals[0].rungs[0].unfounded


def test_a_rung_that_both_have_open_is_given_up_where_the_other_one_did_it() -> None:
    people = texted_under_the_old_id()
    people.tell(standing("c2", version=1))
    people.tell(SURVIVOR)
    assert people.tick(1, hour=7)["c2"] == ["sms_1 DUE", "sms_1 DEFERRED merge_to_be_confirmed"]
    people.tell(ABSORBED)
    [move] = people.moves
    assert people.tell(move) == ["sms_1 CANCELLED done_before_merge"]


def test_how_an_account_was_paid_is_still_known_when_it_follows_days_later() -> None:
    people = People()
    people.tick(0)
    people.tell(standing())
    for fact in (ABSORBED, SURVIVOR):
        people.tell(fact)
    people.deliver()
    people.tell(consent(granted=True, day=3), "c2")
    people.tick(3)
    people.tell(standing("c2", version=2))
    [account] = people.rows["c2"].accounts
    assert account.history.begun == 1
