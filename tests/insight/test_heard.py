"""What was heard is kept once, and two ids of one person are one."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.insight.heard import Heard, people_of
from streams.terms.contact_facts import ComplaintReceived
from streams.terms.days import Day
from streams.terms.profile_facts import CustomersMerged, MergeRole

COMPLAINT = ComplaintReceived(
    event_id="e", customer_id="c", effective_on=Day(9), complaint_id="k", agent_id="a"
)


def merged(customer: str, other: str, role: MergeRole = "ABSORBED") -> CustomersMerged:
    return CustomersMerged(
        event_id=f"{customer}-{other}",
        customer_id=customer,
        effective_on=Day(9),
        merge_id=f"{customer}-{other}",
        other_id=other,
        merge_role=role,
    )


def test_the_first_word_under_an_id_stands() -> None:
    heard = Heard()
    for one in (COMPLAINT, COMPLAINT, replace(COMPLAINT, event_id="e2", agent_id="b")):
        heard.take(one)
    assert heard.of(ComplaintReceived) == (COMPLAINT,)
    assert heard.of(CustomersMerged) == ()


def test_a_customer_is_known_as_who_is_left_in_the_end() -> None:
    heard = Heard()
    for one in (merged("a", "b"), merged("b", "a", "SURVIVOR"), merged("b", "c")):
        heard.take(one)
    known_as = people_of(heard)
    assert [known_as(name) for name in ("a", "b", "c", "d")] == ["c", "c", "c", "d"]


@given(st.lists(st.tuples(*[st.sampled_from("abcd")] * 2), max_size=6))
def test_merges_in_a_circle_end_all_the_same(pairs: list[tuple[str, str]]) -> None:
    heard = Heard()
    for customer, other in pairs:
        heard.take(merged(customer, other))
    assert people_of(heard)("a") in set("abcd")
