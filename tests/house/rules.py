"""The house rules, each a pure function from text to findings; no finding means it is kept.

A finding names file, line and rule, so that it can be mended without reading this module.

>>> crowded_init(Source("streams/__init__.py", "import os"))
['streams/__init__.py:1: an __init__ holds a docstring and nothing else']
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from statistics import median

from msgspec import Struct

from tests.house.trees import parsed

FILE_LINES_MAX = 400
FILE_LINES_MEDIAN_MAX = 160
FUNCTION_LINES_MAX = 60
FUNCTION_LINES_MEDIAN_BELOW = 12
LINE_WIDTH_MAX = 100

# Words that say nothing about what a thing does; the last ones only where they name a whole
# module or class, since a `data_dir` is an honest name.
_EMPTY_WORDS = {"util", "utils", "manager", "managers", "helper", "helpers", "handler", "handlers"}
_EMPTY_WORDS |= {"service", "services"}
_EMPTY_THINGS = {*_EMPTY_WORDS, "data"}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

# One letter of each word stands in brackets, so that this file does not break its own rule.
_BANNED_TEXT = {
    "unfinished work": re.compile(r"\b(?:TO[D]O|FIX[M]E|NotImplemented[E]rror)\b"),
    "a path of somebody's machine": re.compile(r"(?<![\w.)}-])/(?:[w]ork|[r]oot|[t]mp|[h]ome)\b"),
    "a registry host": re.compile(
        r"\b(?:pypi[.]org|pythonhosted[.]org|repo1?[.]maven|registry[.]npmjs|proxy[.]golang)"
    ),
}
_MONEY_WORDS = {"minor", "amount", "balance"}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Source(Struct, frozen=True):
    """A file: its path from the root of the checkout, and its text."""

    path: str
    text: str


Rule = Callable[[Source], list[str]]


def long_file(source: Source) -> list[str]:
    """Refuse a file above the hard cap of lines."""
    lines = len(source.text.splitlines())
    return [] if lines <= FILE_LINES_MAX else [f"{source.path}: {lines} lines"]


def file_median(sources: Iterable[Source]) -> float:
    """Return the median of lines over the files that hold code (an `__init__` holds none)."""
    return median(len(s.text.splitlines()) for s in sources if not s.path.endswith("__init__.py"))


def long_functions(source: Source) -> list[str]:
    """Refuse functions above the hard cap of lines, docstring included."""
    return [
        f"{source.path}:{node.lineno}: {node.name} has {_lines(node)} lines"
        for node in _functions(source)
        if _lines(node) > FUNCTION_LINES_MAX
    ]


def function_median(sources: Iterable[Source]) -> float:
    """Return the median of lines over all functions, docstrings included."""
    return median(_lines(node) for source in sources for node in _functions(source))


def wide_lines(source: Source) -> list[str]:
    """Refuse lines above the width."""
    return [
        f"{source.path}:{number}: {len(line)} characters"
        for number, line in enumerate(source.text.splitlines(), 1)
        if len(line) > LINE_WIDTH_MAX
    ]


def crowded_init(source: Source) -> list[str]:
    """Refuse an `__init__` with anything but a docstring: names come from where they live."""
    tree = parsed(source.text)
    if not source.path.endswith("__init__.py"):
        return []
    if len(tree.body) == 1 and ast.get_docstring(tree):
        return []
    return [f"{source.path}:1: an __init__ holds a docstring and nothing else"]


def empty_names(source: Source) -> list[str]:
    """Refuse module, class and identifier names of ours that say nothing."""
    parts = source.path.removesuffix(".py").split("/")
    found = [f"{source.path}: {part}" for part in parts if _words(part) & _EMPTY_THINGS]
    for node in ast.walk(parsed(source.text)):
        banned = _EMPTY_THINGS if isinstance(node, ast.ClassDef) else _EMPTY_WORDS
        name = _defined(node)
        if name and _words(name) & banned:
            found.append(f"{source.path}:{getattr(node, 'lineno', 0)}: {name}")
    return found


def banned_text(source: Source) -> list[str]:
    """Refuse unfinished work, paths of a machine and registry hosts, in code and prose alike."""
    return [
        f"{source.path}:{number}: {what}: {found.group()}"
        for number, line in enumerate(source.text.splitlines(), 1)
        for what, pattern in _BANNED_TEXT.items()
        if (found := pattern.search(line))
    ]


def undocumented(source: Source) -> list[str]:
    """Refuse a module, or a public class, function or method, without a docstring."""
    tree = parsed(source.text)
    found = [] if ast.get_docstring(tree) else [f"{source.path}:1: the module"]
    for name, node in _public(tree.body):
        if not ast.get_docstring(node):
            found.append(f"{source.path}:{node.lineno}: {name}")
    return found


def float_money(source: Source) -> list[str]:
    """Refuse a money name that is annotated with, or assigned, a float."""
    return [
        f"{source.path}:{node.lineno}: {name} is money and never a float"
        for node in ast.walk(parsed(source.text))
        for name, kind in _typed_names(node)
        if isinstance(node, ast.expr | ast.stmt | ast.arg)
        if _words(name) & _MONEY_WORDS and kind is not None and _is_float(kind)
    ]


def unlisted_decisions(readme: str, names: Iterable[str]) -> list[str]:
    """Refuse a decision the list does not link, a link to none, and a gap in the numbers."""
    linked = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", readme)
    present = sorted(names)
    found = [f"{name}: not in the list" for name in present if name not in linked]
    found += [f"{name}: listed, but not there" for name in linked if name not in present]
    numbers = [int(name[:4]) for name in present]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"numbers have a gap or repeat: {numbers}")
    return found


def missing_sections(source: Source, sections: Iterable[str]) -> list[str]:
    """Refuse a page of prose that lacks one of these second-level headings."""
    headings = re.findall(r"^## (.+?)\s*$", source.text, re.MULTILINE)
    return [f"{source.path}: no section {s!r}" for s in sections if s not in headings]


def _functions(source: Source) -> Iterator[_Function]:
    for node in ast.walk(parsed(source.text)):
        if isinstance(node, _Function):
            yield node


def _lines(node: _Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name)}


def _defined(node: ast.AST) -> str | None:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name
        case ast.arg(arg=name):
            return name
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return name
        case ast.alias(asname=str(name)):
            return name
    return None


def _public(
    body: list[ast.stmt], within: str = ""
) -> Iterator[tuple[str, _Function | ast.ClassDef]]:
    for node in body:
        if isinstance(node, _Function | ast.ClassDef) and not node.name.startswith("_"):
            name = within + node.name
            if not _only_signature(node):
                yield name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body, f"{name}.")


def _only_signature(node: _Function | ast.ClassDef) -> bool:
    """Tell an overload or a setter, whose promise stands at the function it belongs to."""
    written = [ast.unparse(decorator) for decorator in node.decorator_list]
    return any(name == "overload" or name.endswith(".setter") for name in written)


def _typed_names(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    match node:
        case ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name), annotation=kind):
            yield name, kind
            yield name, node.value
        case ast.arg(arg=name, annotation=kind):
            yield name, kind
        case (
            ast.FunctionDef(name=name, returns=kind) | ast.AsyncFunctionDef(name=name, returns=kind)
        ):
            yield name, kind
        case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=kind):
            yield name, kind


def _is_float(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=float()) | ast.Name(id="float"):
            return True
        case ast.Call(func=ast.Name(id="float")):
            return True
        case ast.BinOp(left=left, right=right):
            return _is_float(left) or _is_float(right)
    return False
