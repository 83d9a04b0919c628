"""What the lists of a fact must hold: rows of fields, or ids.

>>> from streams.terms.case_facts import PlanAgreed
>>> [part.name for part in parts_of(PlanAgreed, "PLAN_AGREED")]
['instalments']
>>> parts_of(PlanAgreed, "PLAN_AGREED")[0].fault([]).rule
'field_missing'
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, get_args

from msgspec import Struct
from msgspec.structs import fields

from streams.terms.days import Day, Instant
from streams.terms.step import Reject
from streams.wire.envelope import outside
from streams.wire.kinds import are_ids, kind_of, lists_in
from streams.wire.limits import PLACES, bad_id, bad_length, bad_place

Check = Callable[[Any], Reject | None]


class Part:
    """One list of a fact: `inner` names the fields of its rows, None where it holds ids."""

    def __init__(self, kind: str, name: str, held: Any, *, is_needed: bool) -> None:
        self.name, self._kind, self._is_needed = name, kind, is_needed
        self.inner = tuple(field.name for field in fields(held)) if held is not str else None
        found = [
            _check(kind, f"{name}.{field.name}", field.name, field.type) for field in _in(held)
        ]
        self._checks = [(at, check) for at, check in enumerate(found) if check is not None]

    def taken(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Return the rows of a record as those of the fact: their values, in the fields' order."""
        if self.inner is None:
            return rows
        return [[row[name] for name in self.inner] for row in rows]

    def fault(self, rows: Sequence[Any]) -> Reject | None:
        """Return the rule that the list of a fact breaks, or None."""
        if self._is_needed and not rows:
            return Reject("field_missing", f"{self._kind} needs {self.name}, and it is empty")
        bad = bad_length(self.name, rows)
        if bad is not None:
            return bad
        if self.inner is None:
            return _bad_ids(self._kind, self.name, rows)
        found = (check(row[at]) for at, check in self._checks for row in rows)
        return next((bad for bad in found if bad is not None), None)


def parts_of(fact: type[Struct], kind: str) -> tuple[Part, ...]:
    """Return the lists of a fact that are looked at: of texts only those that are ids."""
    lists = lists_in(fact)
    return tuple(
        Part(kind, field.name, get_args(field.type)[0], is_needed=field.required)
        for field in fields(fact)
        if lists.get(field.name) is not None or (field.name in lists and are_ids(field.name))
    )


def _in(held: Any) -> Sequence[Any]:
    return () if held is str else fields(held)


def _check(kind: str, path: str, name: str, annotation: Any) -> Check | None:
    """Return what looks at one field of every row, None where any value will do."""
    found = kind_of(annotation)
    if name in PLACES:
        return partial(bad_place, name)
    if name.endswith("_id"):
        return partial(bad_id, kind, path)
    if are_ids(name):
        return partial(_bad_list, kind, path)
    if found is Day or found is Instant:
        return partial(outside, path, is_day=found is Day)
    return None


def _bad_list(kind: str, path: str, texts: Sequence[str]) -> Reject | None:
    return bad_length(path, texts) or _bad_ids(kind, path, texts)


def _bad_ids(kind: str, path: str, texts: Sequence[str]) -> Reject | None:
    found = (bad_id(kind, path, text) for text in texts)
    return next((bad for bad in found if bad is not None), None)
