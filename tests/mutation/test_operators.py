"""Which slips are made, and which places are left alone."""

import ast

import pytest

from tests.mutation.mutants import changed, mutants
from tests.mutation.operators import slips


def said(text: str) -> list[str]:
    return [f"{one.before} -> {one.after}" for one in mutants("m", text)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a >= b", ["a > b"]),
        ("a is None", ["a is not None"]),
        ("a in b", ["a not in b"]),
        ("a + b", ["a - b"]),
        ("a | b", ["a", "b"]),
        ("a and b", ["a or b", "b", "a"]),
        ("not a", ["a"]),
        ("-a", ["a"]),
        ("0", ["1"]),
        ("7", ["8", "6"]),
        ("True", ["False"]),
        ("'void'", ["'void?'"]),
        ("max(a, b)", ["min(a, b)"]),
        ("sorted(a, key=b)", ["list(a)"]),
        ("replace(row, past=a, head=b)", ["replace(row, head=b)", "replace(row, past=a)"]),
        ("a if b else c", ["a", "c"]),
        ("paid(a)", []),
    ],
)
def test_an_expression_slips(code: str, expected: list[str]) -> None:
    assert [ast.unparse(one) for one in slips(ast.parse(code, mode="eval").body)] == expected


def test_branches_loops_and_returns_slip() -> None:
    made = said(
        "def f(a):\n    while a:\n        if a.b: return a\n        continue\n    a.b = c\n"
    )
    assert made == [
        "while a: -> while False:",
        "if a.b: -> if True:",
        "if a.b: -> if False:",
        "return a -> return None",
        "continue -> pass",
        "a.b = c -> pass",
    ]


def test_a_filter_and_a_case_are_forgotten() -> None:
    assert said("x = [a for a in b if a.c]") == ["x = [a for a in b if a.c] -> x = [a for a in b]"]
    made = list(mutants("m", "match a:\n    case b.C:\n        d()\n    case _:\n        e()\n"))
    trees = [ast.unparse(changed("match a:\n case b.C: d()\n case _: e()", m.place)) for m in made]
    assert trees[0] == "match a:\n    case _:\n        e()"


def test_what_no_run_sees_is_left_alone() -> None:
    assert said('"""Of 3 days."""\nDays = tuple[int, 3]\n') == []
    assert said("def f(a: 'Day | 1') -> 'x':\n    '''Of 4.'''\n") == []
    assert said("class A(Struct, frozen=True):\n    '''Of 5.'''\n") == []
    assert said("Reject('rule', 'of 7')") == [
        "Reject('rule', 'of 7') -> pass",
        "Reject('rule', 'of 7') -> Reject('rule?', 'of 7')",
    ]
    assert said("def f():\n    raise LookupError('6')\n") == ["raise LookupError('6') -> pass"]


def test_mutants_that_read_alike_are_told_apart() -> None:
    twice = list(mutants("m", "def f(a):\n    a.b = 1\n    a.b = 1\n"))
    assert [(one.after, one.nth) for one in twice if one.after != "pass"] == [
        ("a.b = 2", 1),
        ("a.b = 0", 1),
        ("a.b = 2", 2),
        ("a.b = 0", 2),
    ]


def test_a_default_is_read_at_the_definition() -> None:
    found = {one.before: one.is_definition for one in mutants("m", "def f(a=1):\n    b(2)\n")}
    assert found["def f(a=1):"]
    assert not found["b(2)"]


def test_a_slip_is_in_the_tree_of_its_place() -> None:
    text = "def f(a, b):\n    return min(a, b) < 3\n"
    for one in mutants("m", text):
        assert one.after in ast.unparse(changed(text, one.place))
    with pytest.raises(LookupError, match="number 99"):
        changed(text, 99)
