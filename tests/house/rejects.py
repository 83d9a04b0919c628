"""The page of all rejects, made from the text: python -m tests.house.rejects > docs/rejects.md.

>>> found = rejects_in(Source("streams/a.py", 'Reject(f"{what}_missing", f"{what} is {value!r}")'))
>>> found[0].rule, found[0].says
('<what>_missing', '... is ...')
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator

from msgspec import Struct

from tests.house.rules import Source
from tests.house.tree import ROOT, python_files
from tests.house.trees import parsed

_HEAD = """# Rejects

Every rule by which a record, a fact or a policy is refused; made by `python -m tests.house.rejects`
from the code, held fresh by a test. A refused record goes to the dead letters under the name of its
rule, with the sentence given here and the values seen in the place of the dots. A name in angle
brackets stands for the kinds of things that the rule is about.

| rule | what is said | where | a test |
| --- | --- | --- | --- |
"""
_PLACE = "..."


class Found(Struct, frozen=True, order=True):
    """A reject in the text: its rule, the sentence with dots for values, and the file."""

    rule: str
    says: str
    path: str


def rejects_in(source: Source) -> list[Found]:
    """Return every `Reject` that a file makes; raises ValueError on a rule without a name."""
    names = list(_sentences(source))
    found = []
    for node in ast.walk(parsed(source.text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Reject":
            rule, detail = (_written(argument, "<{}>") for argument in node.args[:2])
            if rule is None:
                raise ValueError(f"{source.path}:{node.lineno}: a reject without a name")
            said = detail or _told_before(node, names) or _PLACE
            found.append(Found(rule, re.sub("<[^>]*>", _PLACE, said), source.path))
    return found


def pattern_of(rule: str) -> re.Pattern[str]:
    """Return what the names of a rule look like; a family of them has many.

    >>> bool(pattern_of("<what>_missing").fullmatch("key_missing"))
    True
    """
    return re.compile(re.sub(r"<\w+>", r"\\w+", rule))


def naming(rule: str, texts: Iterable[Source]) -> list[str]:
    """Return the test files in which the rule stands, in order of their paths."""
    named = re.compile(rf"\b{pattern_of(rule).pattern}\b")
    return sorted(source.path for source in texts if named.search(source.text))


def all_rejects() -> list[Found]:
    """Return every reject of the product."""
    return sorted({one for source in python_files("streams") for one in rejects_in(source)})


def what_tests() -> list[Source]:
    """Return what may name a rule in order to test it: tests, and the stories beside them."""
    stories = sorted((ROOT / "tests" / "scenarios").rglob("*.toml"))
    told = [Source(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in stories]
    ours = (source for source in python_files("tests") if "/test_" in source.path)
    return [*(one for one in ours if not one.path.endswith("test_rejects.py")), *told]


def page() -> str:
    """Return the page."""
    tests = what_tests()
    rows = []
    for one in all_rejects():
        named = naming(one.rule, tests)
        test = f"`{_nearest(one.path, named)}`" if named else "none"
        said = one.says.replace("|", "\\|")
        rows.append(f"| `{one.rule}` | {said} | `{one.path}` | {test} |\n")
    return _HEAD + "".join(rows)


def _nearest(path: str, tests: list[str]) -> str:
    """Return the test file to look at first: of the same room, about refusals if there is one."""
    room = path.split("/")[1]
    return min(tests, key=lambda one: (one.split("/")[1] != room, "refusals" not in one, one))


def _sentences(source: Source) -> Iterator[tuple[int, str, ast.expr]]:
    """Yield the texts that a file gives a name before it says them: line, name, text."""
    for node in ast.walk(parsed(source.text)):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield node.lineno, target.id, node.value


def _told_before(call: ast.Call, names: list[tuple[int, str, ast.expr]]) -> str | None:
    """Return the text that was last given the name under which the call says it."""
    said = call.args[1]
    if not isinstance(said, ast.Name):
        return None
    texts = {line: text for line, name, text in names if name == said.id and line < call.lineno}
    return _written(texts[max(texts)], _PLACE) if texts else None


def _written(node: ast.expr, place: str) -> str | None:
    """Return a literal text, its values in `place`; None for what is none."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_pieces(values, place))
        case _:
            return None


def _pieces(values: list[ast.expr], place: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, ast.Constant):
            yield str(value.value)
        elif isinstance(value, ast.FormattedValue):
            yield place.format(ast.unparse(value.value))


if __name__ == "__main__":
    sys.stdout.write(page())
