"""The areas' benchmark measures steps that change something, and both forms of the same row."""

from tests.bench.areas import filled, lines, opened, page, summary


def test_every_step_writes_what_it_touches_in_parts_and_all_of_it_whole() -> None:
    area = filled(visits=12, crews=2)
    found = {line.step: line for line in lines(area, rounds=1)}
    assert found["the crew is there"].parts_records == 2
    assert found["a visit is asked for"].parts_records == 2
    assert all(line.parts_records >= 2 for line in found.values())
    assert all(line.parts_bytes < line.whole_bytes for line in found.values())
    one = opened(area.row, rounds=1)
    assert (one.visits, one.agents, one.records) == (12, 4, 17)
    assert one.planned > 2
    text = page(one, list(found.values()), "the command")
    assert summary(one) in text
    assert text.count("\n| ") == len(found) + 2
