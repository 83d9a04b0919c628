"""Which collections are proven is told, and from when on a second one counts."""

from streams.terms.days import Day, iso
from streams.views.dossier import Told
from streams.views.rungs_told import accounts_told
from tests.treatment.test_proving import collected, proof, said
from tests.treatment.world import DUE_ON, Customer, late
from tests.views.dossiers import of_customer


def day(number: int) -> str:
    return iso(Day(DUE_ON + number))


def proofs(customer: Customer) -> list[Told]:
    return [one for one in accounts_told(of_customer(customer)) if one.label == "proof"]


def test_what_is_proven_of_an_episode_is_told_step_by_step() -> None:
    customer = collected()
    (none,) = proofs(customer)
    assert none.text == "no collection is proven so far; two count, 30 days apart"
    said(customer, proof("letter_1", "DELIVERED", 7))
    (one,) = proofs(customer)
    assert one.text == (
        f"one collection is proven: letter_1 on {day(1)}; a second one counts from {day(31)} on"
    )
    customer.tell(proof("letter_2", "DELIVERED", 37))
    customer.tick(60)
    (two,) = proofs(customer)
    assert two.text == (
        f"two collections are proven: letter_1 on {day(1)}, letter_2 on {day(31)}, 30 days apart"
    )
    assert [rule.rule for rule in two.rules] == ["x"]


def test_of_an_episode_that_ended_nothing_is_told_unless_something_is_proven() -> None:
    customer = collected()
    customer.stands(day=36)
    customer.tick(36)
    assert proofs(customer) == []
    customer.tell(proof("letter_1", "DELIVERED", 37))
    customer.tick(37)
    (one,) = proofs(customer)
    assert one.text.startswith("one collection is proven: letter_1")


def test_where_no_law_asks_for_it_nothing_is_told() -> None:
    customer = Customer()
    customer.tell(customer.standing(late()))
    customer.tick(0)
    assert proofs(customer) == []
