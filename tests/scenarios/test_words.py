"""The page that teaches stories lists every word that a story may use."""

import re
from pathlib import Path

import pytest
from msgspec import inspect

from tests.scenarios.line import Line
from tests.scenarios.story import Story

PAGE = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
SHARED = set(Line.__struct_fields__) | {"currency"}


def structs_in(kind: inspect.Type) -> list[inspect.StructType]:
    """Return the tables that a part of a story may be made of, outermost first."""
    match kind:
        case inspect.StructType(fields=fields):
            return [kind, *(one for field in fields for one in structs_in(field.type))]
        case inspect.VarTupleType(item_type=item):
            return structs_in(item)
        case inspect.DictType(value_type=of):
            return structs_in(of)
        case inspect.UnionType(types=types):
            return [one for each in types for one in structs_in(each)]
        case _:
            return []


TABLES = {one.name: one.type for one in structs_in(inspect.type_info(Story))[0].fields}


@pytest.mark.parametrize(
    "rule", structs_in(TABLES["rules"])[0].fields, ids=lambda rule: str(rule.name)
)
def test_every_rule_of_a_story_has_a_row_with_all_its_words(rule: inspect.Field) -> None:
    row = re.search(rf"^\| `{rule.name}` \| (.+)$", PAGE, re.MULTILINE)
    assert row is not None, f"tests/scenarios/README.md: add a row for [rules] {rule.name}"
    words = {field.name for one in structs_in(rule.type) for field in one.fields}
    assert words <= set(re.findall(r"\w+", row[1])), f"{rule.name} takes {sorted(words)}"


@pytest.mark.parametrize("line", sorted(TABLES.keys() - {"story", "edge_cases", "policy", "rules"}))
def test_every_line_of_a_story_is_on_the_page_with_all_its_words(line: str) -> None:
    first, *more = structs_in(TABLES[line])
    fields = [field.encode_name for one in (first, *more) for field in one.fields]
    words = {one for one in fields if one not in SHARED and not one.endswith("_arrives")}
    if line in {"account", "expect"}:
        told = PAGE
    else:
        row = re.search(rf"^\| .*`\[\[{line}\]\]`.*$", PAGE, re.MULTILINE)
        assert row is not None, f"tests/scenarios/README.md: add a row for [[{line}]]"
        told = row[0]
    missing = words - set(re.findall(r"\w+", told))
    assert not missing, f"tests/scenarios/README.md: [[{line}]] lacks {sorted(missing)}"
