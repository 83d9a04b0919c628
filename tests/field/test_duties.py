"""Who has which visits, by an index that follows the row and by a look through all of them."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.field.duties import Duties
from streams.field.rows import AreaRow, Ask, Plan, Site, State, Visit, with_visit
from streams.field.walk import FieldWalk
from streams.terms.days import AsOf, Day
from tests.field.area import FIRST, at

AGENTS = ("ag1", "ag2", "ag3")
STATES: tuple[State, ...] = ("ASKED", "PLANNED", "COMPLETED", "WITHDRAWN", "RETURNED")

writes = st.lists(
    st.tuples(
        st.sampled_from(("v1", "v2", "v3")),
        st.sampled_from(STATES),
        st.sampled_from([None, ("ag1", "ag2"), ("ag2", "ag3")]),
        st.sampled_from([(), ("ag1",), ("ag3", "ag2")]),
        st.booleans(),
    ),
    max_size=12,
)


def plain(row: AreaRow, agent_id: str, without: str) -> list[str]:
    return sorted(
        visit.id
        for visit in row.visits.values()
        if visit.plan is not None
        and visit.state not in {"WITHDRAWN", "RETURNED"}
        and visit.id != without
        and agent_id in (*visit.plan.agent_ids, *visit.site.agent_ids)
    )


@settings(max_examples=100, deadline=None)
@given(writes)
def test_the_index_says_what_a_look_through_all_visits_says(
    script: list[tuple[str, State, tuple[str, ...] | None, tuple[str, ...], bool]],
) -> None:
    walk = FieldWalk(AreaRow("north"), None, AsOf(Day(FIRST), at(FIRST, 8)))
    for name, state, planned, came, beside in script:
        plan = None if planned is None else Plan(planned, FIRST, at(FIRST, 10), at(FIRST, 11))
        visit = Visit(name, 1, Ask(), state=state, plan=plan, site=Site(agent_ids=came))
        if beside:
            # Not every writer goes through the walk.
            walk.row = with_visit(walk.row, visit)
        else:
            walk.write(visit)
        for agent_id in AGENTS:
            for without in ("", name):
                found = [v.id for v in walk.duties.of(walk.row, agent_id, without)]
                assert sorted(found) == plain(walk.row, agent_id, without)
                assert all(v is walk.row.visits[v.id] for v in walk.duties.of(walk.row, agent_id))


def test_what_is_written_is_followed_and_not_looked_up_anew() -> None:
    looked: list[str] = []

    class Watched(dict[str, Visit]):
        def values(self) -> Any:
            looked.append("all")
            return super().values()

    visit = Visit(
        "v1", 1, Ask(), state="PLANNED", plan=Plan(("ag1",), FIRST, at(FIRST, 10), at(FIRST, 11))
    )
    row = AreaRow("north", visits=Watched({"v1": visit}))
    duties = Duties()
    assert list(duties.of(row, "ag1")) == [visit]
    over = replace(visit, state="COMPLETED")
    after = replace(row, visits=Watched({"v1": over}))
    duties.follow(row, after, over)
    assert list(duties.of(after, "ag1")) == [over]
    assert looked == ["all"]
