"""Who somebody is cannot reach a decision: no fact, row, rule or notice has a word for it."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import TypeGuard

import msgspec
import pytest

import streams.policy
import streams.terms
import streams.treatment
from schemas.catalog import ROOM
from streams.policy.strategy import Row
from streams.policy.strategy_shapes import RowShape
from streams.policy.strategy_words import is_never

# Every version of every topic, of all stages.
_TOPICS = tuple(sorted((ROOM / "records").glob("*.avsc")))
_OF_STAGE = ("escalations", "contacts", "customers", "delinquency.standings")


def structs() -> Iterator[type[msgspec.Struct]]:
    """Yield every struct of the words, the policy and the stage."""
    for room in (streams.terms, streams.policy, streams.treatment):
        for module in modules(room):
            for found in vars(module).values():
                if is_ours(found):
                    yield found


def is_ours(found: object) -> TypeGuard[type[msgspec.Struct]]:
    is_struct = isinstance(found, type) and issubclass(found, msgspec.Struct)
    return is_struct and found.__module__.startswith("streams.")


def modules(room: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(room.__path__):
        yield importlib.import_module(f"{room.__name__}.{info.name}")


def fields_of(node: object) -> Iterator[str]:
    """Yield the names of all fields of a schema, those of records inside it too."""
    if isinstance(node, dict):
        for field in node.get("fields", ()):
            yield field["name"]
        for part in node.values():
            yield from fields_of(part)
    elif isinstance(node, list):
        for part in node:
            yield from fields_of(part)


def test_no_struct_has_a_field_for_who_somebody_is() -> None:
    found = {(s.__name__, name) for s in structs() for name in s.__struct_fields__}
    assert len(found) > 400
    asked = {one for one in found if is_never(one[1])}
    # That of a text: which one is said is chosen behind the gate, by whoever sends it.
    assert asked <= {("Asked", "language"), ("Spoken", "language"), ("WordsEntry", "language")}


@pytest.mark.parametrize("path", _TOPICS, ids=lambda path: path.stem)
def test_no_record_has_a_field_for_who_somebody_is(path: object) -> None:
    assert hasattr(path, "read_text")
    names = list(fields_of(json.loads(path.read_text(encoding="utf-8"))))
    assert names
    assert not [name for name in names if is_never(name)]


def test_the_records_of_the_stage_are_among_those() -> None:
    for name in _OF_STAGE:
        assert any(path.stem.startswith(name) for path in _TOPICS)


def test_a_row_rests_on_traits_and_classes_alone() -> None:
    chooses = {"ladder", "first", "leaves_out", "tone"}
    asks = {"traits", "days", "amounts", "classes"}
    assert set(RowShape.__struct_fields__) == asks | chooses | {"from_", "to"}
    assert set(Row.__struct_fields__) == asks | chooses | {"rule", "hours"}


def test_the_walk_sees_a_field_that_is_planted() -> None:
    planted = {"type": "record", "fields": [{"name": "x", "type": {"fields": [{"name": "sex"}]}}]}
    assert [name for name in fields_of(planted) if is_never(name)] == ["sex"]
