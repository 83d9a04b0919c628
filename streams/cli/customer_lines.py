"""The lines of a customer's story, as a terminal shows them and as machines read them."""

from collections.abc import Iterable, Iterator

import msgspec
import typer

from streams.cli.wrapping import wrapped
from streams.views.dossier import Told
from streams.views.sources import RuleTold

_LABEL = 14
_STATE = 10
_INDENTS = {"heading": 0, "account": 0, "episode": 2, "line": 2, "next": 2, "rung": 4, "note": 4}
_LEADS = {"heading": "", "account": "Account ", "episode": ""}


def as_json(told: Told) -> str:
    """Return a line as one JSON object; what is empty is left out."""
    return msgspec.json.encode(told).decode()


def as_text(story: Iterable[Told]) -> Iterator[str]:
    """Yield the lines for a terminal; the rules that allow something are told once, at the end.

    They are named below what they allow, and not again where the same allowed what stands before.
    """
    allowing: dict[str, RuleTold] = {}
    named = ""
    for told in story:
        if told.part in _LEADS:
            yield from _heading(told)
            continue
        lead = _lead(told)
        yield wrapped(lead + told.text, len(lead))
        if told.state == "taken":
            allowing |= {rule.rule: rule for rule in told.rules}
            names = ", ".join(rule.rule for rule in told.rules)
            if names != named:
                yield _dim(f"{' ' * len(lead)}by {names}", len(lead) + 3)
            named = names
        for rule in (*(() if told.state == "taken" else told.rules), *told.before):
            yield _sourced(rule, len(lead))
    if allowing:
        yield from _heading(Told(part="heading", label="Rules", text="that allowed what was taken"))
    for rule in allowing.values():
        yield wrapped(f"  {rule.rule}: {rule.says}", 4)
        yield _dim(f"    {rule.stands}", 4)


def _heading(told: Told) -> Iterator[str]:
    if told.part != "episode":
        yield ""
    indent = _INDENTS[told.part]
    text = wrapped(f"{' ' * indent}{_LEADS[told.part]}{told.label}: {told.text}", indent + 2)
    yield text if told.part == "episode" else typer.style(text, bold=True)


def _lead(told: Told) -> str:
    state = f"{told.state:<{_STATE}} " if told.part == "rung" else ""
    return f"{' ' * _INDENTS[told.part]}{told.label:<{_LABEL}} {state}"


def _sourced(rule: RuleTold, indent: int) -> str:
    return _dim(f"{' ' * indent}rule {rule.rule}: {rule.stands}", indent + 2)


def _dim(text: str, indent: int) -> str:
    return typer.style(wrapped(text, indent), dim=True)
