"""Figures of rounds become rows, a table, JSON and a plot."""

import xml.etree.ElementTree as ET
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from tests.bench.peers.page import machine, page, table, written
from tests.bench.peers.rows import Asked, Row, Told, compared

STREAMS = compared(
    Asked("throughput", "kafka-streams-memory-eos", "facts/s", 1.5),
    [100.0, 300.0, 200.0],
    [100.0, 100.0, 250.0],
)
FAUST = compared(Asked("throughput", "faust", "facts/s"), [100.0, 300.0, 200.0], [4.0, 5.0, 4.0])
TOLD = Told(command="make bench", machine="2 cores", notes=("A note.",))


def test_medians_spreads_and_the_median_of_the_ratios() -> None:
    assert (STREAMS.ours, STREAMS.theirs) == (200.0, 100.0)
    assert (STREAMS.ours_spread, STREAMS.theirs_spread) == (1.0, 1.5)
    # 1, 3 and 0.8: not the ratio of the medians, which would be 2.
    assert (STREAMS.ratio, STREAMS.rounds, STREAMS.verdict) == (1.0, 3, "missed")


def test_where_less_is_better_the_ratio_turns_round() -> None:
    row = compared(Asked("latency", "p", "ms", 1.0), [20.0], [40.0], less_is_better=True)
    assert (row.ours, row.theirs, row.ratio, row.verdict) == (20.0, 40.0, 2.0, "met")


def test_rounds_that_do_not_pair_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        compared(Asked("throughput", "p", "facts/s"), [1.0, 2.0], [1.0])


def test_the_table_says_what_is_missed() -> None:
    lines = table([STREAMS, FAUST])
    figures = "200.0 | 1.0 | 100.0 | 1.5 | facts/s | 1.00 | 1.5: missed | 3"
    assert lines[2] == f"| kafka-streams-memory-eos | {figures} |"
    assert lines[3].endswith("| facts/s | 50.00 |  | 3 |")
    assert {line.count("|") for line in lines} == {10}


def test_page_json_and_plot_hold_the_same_rows(tmp_path: Path) -> None:
    written([STREAMS, FAUST], TOLD, tmp_path)
    rows = [replace(row, run=TOLD) for row in (STREAMS, FAUST)]
    assert _kept(tmp_path) == rows
    text = (tmp_path / "benchmarks.md").read_text()
    assert text == page(rows)
    assert "* `make bench`\n* 2 cores\n* A note.\n" in text
    assert all(line in text for line in table([STREAMS, FAUST]))
    drawn = ET.fromstring((tmp_path / "benchmarks-throughput.svg").read_text())  # noqa: S314 - ours
    texts = [node.text for node in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[1:] == ["arrears", "200", "kafka-streams-memory-eos", "100", "faust", "4"]


def test_a_workload_measured_by_another_command_stays(tmp_path: Path) -> None:
    written([STREAMS, FAUST], TOLD, tmp_path)
    latency = compared(Asked("latency", "p", "ms"), [20.0], [40.0])
    other = Told(command="another", machine="4 cores")
    written([latency], other, tmp_path)
    assert [(row.workload, row.run) for row in _kept(tmp_path)] == [
        ("latency", other),
        ("throughput", TOLD),
        ("throughput", TOLD),
    ]
    text = (tmp_path / "benchmarks.md").read_text()
    assert text.index("* `another`") < text.index("* `make bench`")
    written([FAUST], TOLD, tmp_path)
    assert [row.peer for row in _kept(tmp_path)] == ["p", "faust"]


def _kept(folder: Path) -> list[Row]:
    return msgspec.json.decode((folder / "benchmarks.json").read_bytes(), type=list[Row])


def test_the_longest_bar_fits_and_the_others_keep_their_share(tmp_path: Path) -> None:
    written([STREAMS, FAUST], TOLD, tmp_path)
    drawn = ET.fromstring((tmp_path / "benchmarks-throughput.svg").read_text())  # noqa: S314 - ours
    bars = list(drawn.iter("{http://www.w3.org/2000/svg}rect"))
    ours, streams, faust = (float(bar.attrib["width"]) for bar in bars)
    assert ours / streams == pytest.approx(2)
    assert ours / faust == pytest.approx(50, rel=0.02)
    width = float(drawn.attrib["width"])
    assert width / 2 < ours < width - float(bars[0].attrib["x"])


def test_the_machine_is_told_without_its_name() -> None:
    told = machine()
    assert "cores (" in told
    assert " GiB, " in told
