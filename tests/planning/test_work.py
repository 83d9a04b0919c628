"""A question made ready: whole minutes on the safe side, and who may take what."""

from streams.planning.work import led, narrowed, work_of
from streams.terms.days import Instant
from tests.field.questions import CREW, EIGHT, FIVE, MINUTE, VISIT, asked, crew, visit

EIGHT_MINUTE = EIGHT // MINUTE


def test_hours_are_rounded_inwards_and_ways_upwards() -> None:
    odd = crew("ada", shift_begins_at=Instant(EIGHT + 1), shift_ends_at=Instant(FIVE - 1))
    door = visit("v1", not_before=Instant(EIGHT + 1), not_after=Instant(FIVE - 1))
    work = work_of(asked((odd,), (door,)))
    assert work.shifts == ((EIGHT_MINUTE + 1, EIGHT_MINUTE + 539),)
    assert work.starts == ((EIGHT_MINUTE + 1, EIGHT_MINUTE + 509),)
    assert (work.travel, work.minutes(0, 1)) == (((0, 201), (201, 0)), 4)


def test_only_crews_that_can_be_there_and_back_may() -> None:
    late = crew("cy", "dee", shift_begins_at=Instant(FIVE - 37 * MINUTE))
    work = work_of(asked((CREW, late)))
    assert [one.agent_ids for one in work.crews] == [("ada", "bob"), ("cy", "dee")]
    assert work.may == ((0,),)
    just = crew("cy", "dee", shift_begins_at=Instant(FIVE - 38 * MINUTE))
    assert work_of(asked((CREW, just))).may == ((0, 1),)


def test_a_narrowed_work_keeps_places_and_ways_together() -> None:
    far = visit("v2", latitude_microdegrees=VISIT.latitude_microdegrees + 50_000)
    work = work_of(asked(visits=(VISIT, far)))
    kept = narrowed(work, ((), (0,)))
    assert [one.visit_id for one in kept.visits] == ["v2"]
    assert kept.travel[0][kept.place_of(0)] == work.travel[0][work.place_of(1)]


def test_the_first_who_may_leads_and_nobody_excluded_goes() -> None:
    three = crew("ada", "bob", "cy")
    assert led(three, VISIT) == ("ada", "bob", "cy")
    assert led(three, visit("v1", not_led_by="ada")) == ("bob", "ada", "cy")
    assert led(three, visit("v1", not_led_by="cy")) == ("ada", "bob", "cy")
    assert led(three, visit("v1", not_by=("eve", "cy"))) == ()
    assert led(crew("ada"), visit("v1", not_led_by="ada")) == ()
