"""What comes next is what the stage itself will say, and looking ahead changes nothing."""

from streams.views.foreseen import foreseen
from tests.treatment.closing import closed, contact, late_and_told
from tests.treatment.world import Customer, late
from tests.views.dossiers import of_customer


def test_it_tells_what_the_next_tick_that_speaks_will_say() -> None:
    customer = Customer()
    customer.tell(customer.standing(late()))
    customer.tick(0)
    dossier = of_customer(customer)
    (line,) = foreseen(dossier)
    assert (line.on, line.text.split(": ")[0]) == ("1972-09-28", "sms_1 on a1")
    assert "authorised on 1972-09-28 for 09:00 to 21:00 Asia/Shanghai" in line.text
    assert customer.row is dossier.row
    assert customer.tick(1) == ["sms_1 DUE", "sms_1 AUTHORISED"]


def test_reports_and_what_a_person_is_told_are_foreseen_as_what_they_are() -> None:
    customer = late_and_told(result="")
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    # The rungs behind come first: the person is told on day 18.
    for day in (15, 16, 17):
        customer.tick(day)
    (alert,) = foreseen(of_customer(customer))
    assert alert.text == "a person is told of a1: bureau report held"
    customer.tell(contact("notice", "DELIVERED", 17))
    (report,) = foreseen(of_customer(customer))
    assert report.text == "the bureau is told of a1: the close of 1972-10-05 as 1"
    assert report.label == report.on == "1972-10-15"


def test_where_nothing_comes_by_itself_it_is_said() -> None:
    customer = Customer()
    customer.tick(0)
    assert foreseen(of_customer(customer))[-1].text.startswith("no further step comes by itself")
