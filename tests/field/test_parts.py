"""An area in parts: what a fact does not touch is not written, and all of it is read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.app.stages import FIELD
from streams.engine.parted import store_of
from streams.field import packing
from streams.field.rows import AreaRow, Incident, with_incident
from streams.terms.agent_facts import AgentBarred
from streams.terms.packing import RowCorrupt
from tests.field.area import NORTH, arrived, asked, ended, granted, planned
from tests.field.test_packing import whole

KEY = NORTH.encode()


def parts_of(row: AreaRow) -> dict[str, bytes]:
    return {name: part for name, part in packing.changed(row, None) if part is not None}


def test_an_area_is_its_head_and_its_parts() -> None:
    row = whole()
    parts = parts_of(row)
    assert sorted(parts) == ["agent/ag1", "agent/ag2", "incident/i1", "visit/v1"]
    assert packing.join(packing.head(row), parts) == row
    assert packing.pack(packing.join(packing.head(row), dict(reversed(parts.items())))) == (
        packing.pack(row)
    )


@given(st.sets(st.sampled_from(["i1", "i2", "i10", "a/b"])))
def test_the_order_in_which_parts_were_read_does_not_count(names: set[str]) -> None:
    row = AreaRow(NORTH)
    for name in names:
        row = with_incident(row, Incident(name))
    joined = packing.join(packing.head(row), parts_of(row))
    assert packing.pack(joined) == packing.pack(row)


def test_a_head_is_no_row_and_a_row_no_head() -> None:
    row = whole()
    assert packing.is_whole(packing.pack(row))
    assert not packing.is_whole(packing.head(row))
    assert packing.join(packing.pack(row), {"visit/v1": b"of nobody"}) == row
    with pytest.raises(RowCorrupt, match="unknown format"):
        packing.unpack(packing.head(row))


def test_a_part_of_an_unknown_kind_or_broken_is_refused() -> None:
    head = packing.head(AreaRow(NORTH))
    with pytest.raises(RowCorrupt, match="no part of the kind 'crew'"):
        packing.join(head, {"crew/1": b""})
    with pytest.raises(RowCorrupt, match="cannot be read"):
        packing.join(head, {"visit/v1": b"\x01\x90"})


def test_a_step_writes_what_it_touched_and_nothing_else() -> None:
    area = planned()
    for number in range(2, 6):
        asked(area, f"v{number}")
    granted(area)
    store = store_of(FIELD)
    store.put(KEY, area.row, None)
    store.take_changed()

    def written() -> list[bytes]:
        store.put(KEY, area.row, None)
        return sorted(key.partition(b"\x00")[2] for key, _ in store.take_changed())

    area.tell(AgentBarred, agent_id="ag9", bar_id="b", bar="OTHER")
    assert written() == [b"", b"agent/ag9"]
    for step in (arrived, ended):
        step(area)
        assert written() == [b"", b"visit/v1"]
    asked(area, "v6")
    assert written() == [b"", b"visit/v6"]
