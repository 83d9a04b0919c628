"""What the fields of a fact or notice are on the wire.

>>> from streams.terms.case_facts import PlanAgreed
>>> from streams.terms.life_facts import LiabilityChanged
>>> lists_in(PlanAgreed), renamed_in(LiabilityChanged)
({'instalments': ('due_on', 'amount_minor')}, {'liable_until': 'liable_until_on'})
>>> words_of(LiabilityChanged)
{'role': ('PRIMARY', 'CO_HOLDER', 'GUARANTOR')}
"""

from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from streams.terms.days import Day


def kind_of(annotation: Any) -> Any:
    """Return the type of a field's value where there is one: `Day` for `Day | None`."""
    if isinstance(annotation, UnionType) or get_origin(annotation) is not None:
        branches = [part for part in get_args(annotation) if part is not NoneType]
        return branches[0] if NoneType in get_args(annotation) else annotation
    return annotation


def lists_in(struct: type[Struct]) -> dict[str, tuple[str, ...] | None]:
    """Return each list of a struct, with the names inside its rows where it has rows of fields."""
    found: dict[str, tuple[str, ...] | None] = {}
    for field in fields(struct):
        if get_origin(field.type) is tuple:
            part = get_args(field.type)[0]
            is_row = isinstance(part, type) and issubclass(part, Struct)
            found[field.name] = tuple(each.name for each in fields(part)) if is_row else None
    return found


def are_ids(name: str) -> bool:
    """Tell whether a list of that name holds ids; agents who are not to go are named by them too.

    >>> are_ids("agent_ids"), are_ids("not_by"), are_ids("weekdays")
    (True, True, False)
    """
    return name.endswith("_ids") or name == "not_by"


def renamed_in(struct: type[Struct]) -> dict[str, str]:
    """Return the days whose name does not say so, and their names in a contract, which do."""
    return {
        field.name: f"{field.name}_on"
        for field in fields(struct)
        if kind_of(field.type) is Day and not field.name.endswith("_on") and field.name != "as_of"
    }


def words_of(struct: type[Struct]) -> dict[str, tuple[str, ...]]:
    """Return the fields that hold one of a few words, and those words."""
    return {
        field.name: get_args(field.type)
        for field in fields(struct)
        if get_origin(field.type) is Literal
    }
