"""Every rule that the treatment stage can name has its sentence and its source."""

import ast
import re
from collections.abc import Iterator

import pytest

from streams.app.packs import pack_names, pack_text
from streams.policy.document import Policy, parse
from streams.treatment.stops import STOP_KINDS
from streams.views.field_rules import FIELD_RULES
from streams.views.house_rules import FAMILIES, HOUSE_RULES, house_rule
from tests.house.tree import python_files

_RULE = re.compile(r"[a-z]+(?:_[a-z]+)*")


def rules_in(text: str) -> Iterator[str]:
    """Yield the rules that a module names: its constants, what it yields, its families.

    A family is a text with something put in, and stands here with a star for that. Rejects are
    rules of facts, and have a page of their own.
    """
    tree = ast.parse(text)
    for top in tree.body:
        match top:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(value))):
                if name.isupper() and not name.startswith("_") and _RULE.fullmatch(value):
                    yield value
    rejected = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Reject"
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Yield(value=ast.Constant(value=str(value))):
                yield value
            case ast.JoinedStr(values=parts) if id(node) not in rejected:
                whole = "".join(str(p.value) if isinstance(p, ast.Constant) else "*" for p in parts)
                if re.fullmatch(r"\*?(?:[a-z]+|_|\*)+", whole) and "_" in whole:
                    yield whole


def named() -> list[str]:
    rooms = ("streams/treatment/", "streams/field/")
    files = [one for one in python_files("streams") if one.path.startswith(rooms)]
    return sorted({rule for one in files for rule in rules_in(one.text)})


def test_the_rules_of_the_room_are_found() -> None:
    found = named()
    assert {"cured", "account_incomplete", "needs_more_tries", "outage"} <= set(found)
    assert {"stop_*", "account_hold_*", "needs_*", "*_to_be_confirmed"} <= set(found)
    assert len(found) > 25


@pytest.mark.parametrize("rule", named())
def test_a_rule_that_the_stage_can_name_has_its_sentence_and_source(rule: str) -> None:
    told = house_rule(rule.replace("*", "something"))
    assert told is not None, f"add {rule} to streams/views/house_rules.py"
    assert told.says
    assert told.source


def test_the_table_has_no_rule_that_the_stage_cannot_name() -> None:
    assert {*HOUSE_RULES, *FIELD_RULES, *(pattern for pattern, _ in FAMILIES)} == set(named())


@pytest.mark.parametrize("kind", sorted(STOP_KINDS))
def test_each_kind_of_stop_is_named(kind: str) -> None:
    told = house_rule(f"stop_{kind.lower()}")
    assert told is not None
    assert kind.lower().replace("_", " ") in told.says


def test_no_entry_of_a_shipped_pack_is_taken_for_a_rule_of_the_house() -> None:
    for name in pack_names():
        policy = parse(pack_text(name), name)
        assert isinstance(policy, Policy)
        ids = [placed.entry.id for _, section in policy.sections.each() for placed in section]
        assert [one for one in ids if house_rule(one) is not None] == []
