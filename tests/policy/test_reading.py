"""Reading never fails: whatever the text, a policy or faults come back."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from streams.policy.document import Policy, parse
from streams.policy.fault import Faults
from streams.policy.reading import read
from tests.policy.lateness import WHOLE

LINES = WHOLE.splitlines()
ODD = st.sampled_from(
    [
        "1.5",
        "[]",
        "{}",
        '""',
        "true",
        "-1",
        "2026-01-30",
        "12:00:00",
        "[[1]]",
        "[2026-01-30T00:00:00]",
        '["principal"]',
    ]
)


@given(text=st.text())
def test_any_text_is_answered(text: str) -> None:
    read_text = parse(text, "any.toml")
    assert isinstance(read_text, Policy) or read_text


@given(line=st.sampled_from([i for i, t in enumerate(LINES) if " = " in t]), value=ODD)
def test_any_value_in_any_place_is_answered(line: int, value: str) -> None:
    lines = LINES.copy()
    lines[line] = f"{lines[line].split(' = ')[0]} = {value}"
    read_text = parse("\n".join(lines), "any.toml")
    assert isinstance(read_text, Policy) or all(fault.cure for fault in read_text)


@given(line=st.sampled_from(range(len(LINES))))
def test_a_document_that_lost_a_line_is_answered(line: int) -> None:
    text = "\n".join(LINES[:line] + LINES[line + 1 :])
    first, second = parse(text, "any.toml"), parse(text, "any.toml")
    assert first == second
    assert isinstance(first, Policy) or first


class Leaf(Struct, frozen=True, kw_only=True):
    """A shape inside another."""

    size: int


class Tree(Struct, frozen=True, kw_only=True):
    """A shape with a list of shapes."""

    planted: date
    leaves: tuple[Leaf, ...] = ()


def faults_of(raw: Any) -> list[tuple[str, str]]:
    faults = Faults("tree.toml")
    assert (read(Tree, raw, "tree", faults) is None) == bool(faults)
    return [(fault.key, fault.rule) for fault in faults.found]


def test_nested_tables_are_read() -> None:
    raw = {"planted": date(2026, 1, 30), "leaves": [{"size": 1}]}
    tree = read(Tree, raw, "tree", Faults("tree.toml"))
    assert tree == Tree(planted=date(2026, 1, 30), leaves=(Leaf(size=1),))


def test_each_fault_names_its_place() -> None:
    assert faults_of(3) == [("tree", "table_expected")]
    assert faults_of({"leaves": [{"size": "1"}, {}]}) == [
        ("tree.planted", "missing_key"),
        ("tree.leaves[0].size", "wrong_kind"),
        ("tree.leaves[1].size", "missing_key"),
    ]
    assert faults_of({"planted": "2026-01-30"}) == [("tree.planted", "wrong_kind")]


def test_a_fault_is_noted_once() -> None:
    faults = Faults("tree.toml")
    for _ in range(2):
        faults.add("tree", "table_expected", "write a table")
    assert len(faults) == 1
