"""Who imports whom, drawn from the text alone: dead files and circles."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from tests.house.rules import Source
from tests.house.trees import parsed

Arrows = Mapping[str, set[str]]


def module_of(path: str) -> str:
    """Return the dotted name of a file.

    >>> module_of("streams/terms/days.py"), module_of("streams/terms/__init__.py")
    ('streams.terms.days', 'streams.terms')
    """
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def arrows(sources: Iterable[Source]) -> dict[str, set[str]]:
    """Return, for each module, the modules among them that it imports, anywhere in its text."""
    texts = {module_of(source.path): source for source in sources}
    return {
        name: {other for other in _imported(source) if other in texts} - {name}
        for name, source in texts.items()
    }


def circles(drawn: Arrows) -> list[str]:
    """Refuse a circle of imports; the first one met is shown in order."""
    try:
        TopologicalSorter(drawn).prepare()
    except CycleError as found:
        return [" -> ".join(reversed(found.args[1]))]
    return []


def dead_files(sources: Iterable[Source], entries: Iterable[str]) -> list[str]:
    """Refuse a module that nobody reaches.

    Reached is a module that another one imports or names in full in a string (a plug-in, a command
    loaded when asked for), that runs by itself, or that tests collect; a file under `streams`
    is reached by tests only if the product reaches it too.
    """
    files = tuple(sources)
    by_product = {n for s in files if not s.path.startswith("tests/") for n in _named(s)}
    by_anyone = {n for s in files for n in _named(s)}
    reached = {"streams": by_product}
    return [
        f"{source.path}: nobody imports it"
        for source in files
        if module_of(source.path) not in reached.get(source.path.split("/")[0], by_anyone)
        if module_of(source.path) not in entries and not _stands_alone(source)
    ]


def roomless(sources: Iterable[Source], layers: Iterable[str]) -> list[str]:
    """Refuse a room of `streams` that no layer names: its imports would be held by nobody."""
    named = {word.strip(" ()") for layer in layers for word in layer.replace(":", "|").split("|")}
    rooms = {".".join(module_of(s.path).split(".")[:2]) for s in sources if s.path.count("/") > 1}
    return [f"{room}: in no layer of pyproject.toml" for room in sorted(rooms - named)]


def _named(source: Source) -> set[str]:
    """Return what a file imports or names in full, itself left out."""
    tree = parsed(source.text)
    texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and _is_text(n)}
    return ({*_imported(source)} | {str(text) for text in texts}) - {module_of(source.path)}


def _is_text(node: ast.Constant) -> bool:
    return isinstance(node.value, str)


def _stands_alone(source: Source) -> bool:
    name = source.path.rsplit("/", 1)[-1]
    by_pytest = name.startswith("test_") or name.endswith("_fixture.py") or name == "conftest.py"
    return (
        by_pytest
        or name in {"__init__.py", "__main__.py"}
        or any(
            isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"
            for node in parsed(source.text).body
        )
    )


def _imported(source: Source) -> Iterator[str]:
    package = module_of(source.path).split(".")
    if not source.path.endswith("__init__.py"):
        package = package[:-1]
    for node in ast.walk(parsed(source.text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*up, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
