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

from tests.house.cures import CURES, names_of
from tests.house.rules import Source
from tests.house.tree import ROOT, python_files
from tests.house.trees import parsed

_HEAD = """# Rejects

Every rule by which something is refused; made by `python -m tests.house.rejects` from the code,
held fresh by a test. Dots stand in the place of the values seen.

## Records and facts

A record or fact that is refused goes to the dead letters under the name of its rule, with the
sentence given here. Once the cause is mended and the fact sent anew, `arrears dlq resolve` settles
the letter and lifts the hold that it put on its account or customer.

| rule | what is said | what to do | where | a test |
| --- | --- | --- | --- | --- |
"""
_FAULTS = """
## Faults of policy documents

`arrears policy check FILE` names file, key, rule and cure of each. A worker takes no document that
has one (`policy_has_faults`).

| rule | cure | where | a test |
| --- | --- | --- | --- |
"""
_UNSAID = """
## Texts to customers

A text that breaks one of these is not said, so nobody is contacted by it; it answers with the rule
and the sentence given here. `arrears words show` shows what is said when all is well.

| rule | what is said | what to do | where | a test |
| --- | --- | --- | --- | --- |
"""
_PLACE, _VALUE = "...", "<{}>"
# Ids of what happened may be told: they lead to a record, and to nobody.
_SOMEBODY = re.compile(r"<[^>]*\b(account|customer|other|holder|point|address)_ids?\b[^>]*>")
_WORDS = "streams/words/"


class Found(Struct, frozen=True, order=True):
    """A reject in the text: its rule, the sentence with dots for values, and the file."""

    rule: str
    says: str
    path: str


def rejects_in(source: Source) -> list[Found]:
    """Return every `Reject` that a file makes; raises ValueError on a rule without a name."""
    return [
        Found(rule, re.sub("<[^>]*>", _PLACE, said), source.path) for rule, said in _refused(source)
    ]


def naming_somebody(source: Source) -> list[str]:
    """Return the rules whose sentence would tell whose record it is, or where they live."""
    return [rule for rule, said in _refused(source) if _SOMEBODY.search(said)]


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


def faults_in(source: Source) -> list[Found]:
    """Return every fault of a policy document that a file notes, with its cure."""
    names = list(_sentences(source))
    found = []
    for node in ast.walk(parsed(source.text)):
        noted = _fault(node) if isinstance(node, ast.Call) else None
        rule = None if noted is None else _written(noted[0], "<{}>")
        if noted is not None and rule is not None:
            cure = _written(noted[1], _PLACE) or _told(noted[1], noted[1], names)
            found.append(Found(rule, re.sub("<[^>]*>", _PLACE, cure or _PLACE), source.path))
    return found


def all_faults() -> list[Found]:
    """Return every fault of a policy document."""
    rooms = ("streams/policy/", "streams/cli/")
    files = (one for one in python_files("streams") if one.path.startswith(rooms))
    return sorted({one for source in files for one in faults_in(source)})


def page() -> str:
    """Return the page."""
    tests = what_tests()
    rows = [
        (one.path, _row(name, one, tests, CURES.get(one.rule, "")))
        for one, name in _each(all_rejects())
    ]
    unsaid = [row for path, row in rows if path.startswith(_WORDS)]
    rejects = [row for path, row in rows if not path.startswith(_WORDS)]
    faults = (_row(name, one, tests) for one, name in _each(all_faults()))
    return "".join((_HEAD, *rejects, _UNSAID, *unsaid, _FAULTS, *faults))


def _refused(source: Source) -> Iterator[tuple[str, str]]:
    """Yield rule and sentence of each reject, the values seen as `<expression>`."""
    names = list(_sentences(source))
    for node in ast.walk(parsed(source.text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Reject":
            rule, detail = (_written(argument, _VALUE) for argument in node.args[:2])
            if rule is None:
                raise ValueError(f"{source.path}:{node.lineno}: a reject without a name")
            yield rule, detail or _told(node.args[1], node, names, _VALUE) or _PLACE


def _each(found: list[Found]) -> Iterator[tuple[Found, str]]:
    """Yield each rule under each of its names."""
    names = ((name, one) for one in found for name in names_of(one.rule))
    yield from ((one, name) for name, one in sorted(names))


def _row(name: str, one: Found, tests: list[Source], *more: str) -> str:
    named = naming(name, tests)
    test = f"`{_nearest(one.path, named)}`" if named else "none"
    said = one.says.replace("|", "\\|")
    cells = (f"`{name}`", said, *more, f"`{one.path}`", test)
    return f"| {' | '.join(cells)} |\n"


def _fault(call: ast.Call) -> tuple[ast.expr, ast.expr] | None:
    """Return rule and cure where a call notes a fault, or tells what a field says."""
    match call:
        case ast.Call(func=ast.Attribute(attr="add"), args=[_, rule, cure]):
            return rule, cure
        case ast.Call(func=ast.Name(id="asks"), args=[rule, cure]):
            return rule, cure
        case ast.Call(func=ast.Name(id="PolicyFault"), keywords=words):
            said = {word.arg: word.value for word in words}
            return said["rule"], said["cure"]
        case _:
            return None


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


def _told(
    said: ast.expr, call: ast.expr, names: list[tuple[int, str, ast.expr]], place: str = _PLACE
) -> str | None:
    """Return the text that was last given the name under which the call says it."""
    if not isinstance(said, ast.Name):
        return None
    texts = {line: text for line, name, text in names if name == said.id and line < call.lineno}
    return _written(texts[max(texts)], place) if texts else None


def _written(node: ast.expr, place: str) -> str | None:
    """Return a literal text, its values in `place`; None for what is none."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_pieces(values, place))
        case ast.IfExp(body=one, orelse=other):
            texts = (_written(one, place), _written(other, place))
            return "; or: ".join(text for text in texts if text is not None) or None
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
