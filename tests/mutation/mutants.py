r"""The mutants of a module: one slip each, found in its syntax tree and named by what it changes.

>>> text = "def late(due_on, on):\n    return due_on < on"
>>> print(*mutants("lateness", text), sep="\n")
lateness.py:2: return due_on < on -> return None
lateness.py:2: return due_on < on -> return due_on <= on
"""

import ast
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from tests.mutation.operators import slips

# A piece of code is shown with as much around it as fits, so that it can be told from others.
_SHOWN_MAX = 90


class Mutant(Struct, frozen=True, kw_only=True, order=True):
    """One slip in one place; `nth` tells apart those of one function that read alike.

    `statement` is the line at which the statement begins that holds it; `is_definition` says that
    the place is read once, when the module is imported.
    """

    module: str
    line: int
    place: int
    within: str
    before: str
    after: str
    nth: int
    statement: int
    is_definition: bool

    def __str__(self) -> str:
        return f"{self.module}.py:{self.line}: {self.before} -> {self.after}"


class Site(Struct, frozen=True):
    """A node, where it hangs, and what is around it from the outside in."""

    node: ast.AST
    holder: ast.AST
    field: str
    at: int | None
    around: tuple[ast.AST, ...]


class Edit(Struct, frozen=True):
    """A site and what stands there instead."""

    site: Site
    slip: ast.AST


def edits(tree: ast.Module) -> Iterator[Edit]:
    """Yield every slip of a module, always in the same order."""
    for site in _sites(tree, ()):
        for slip in slips(site.node):
            yield Edit(site, slip)


@contextmanager
def applied(edit: Edit) -> Iterator[None]:
    """Let the tree hold the slip for a while."""
    _put(edit.site, _located(edit))
    try:
        yield
    finally:
        _put(edit.site, edit.site.node)


def mutants(module: str, text: str) -> Iterator[Mutant]:
    """Yield the mutants of a module's text."""
    seen: Counter[tuple[str, str, str]] = Counter()
    tree = ast.parse(text)
    for place, edit in enumerate(edits(tree)):
        shown = _shown(edit.site)
        before = _text(shown)
        with applied(edit):
            after = _text(edit.slip if shown is edit.site.node else shown)
        within = _within(edit.site)
        seen[within, before, after] += 1
        yield Mutant(
            module=module,
            line=getattr(edit.site.node, "lineno", getattr(shown, "lineno", 0)),
            place=place,
            within=within,
            before=before,
            after=after,
            nth=seen[within, before, after],
            statement=_statement(edit.site),
            is_definition=_is_definition(edit.site),
        )


def changed(text: str, place: int) -> ast.Module:
    """Return the tree of a text with the slip of this place in it."""
    tree = ast.parse(text)
    for number, edit in enumerate(edits(tree)):
        if number == place:
            _put(edit.site, _located(edit))
            return tree
    raise LookupError(f"there is no mutant number {place}")


def _sites(holder: ast.AST, around: tuple[ast.AST, ...]) -> Iterator[Site]:
    inside = (*around, holder)
    for field, value in ast.iter_fields(holder):
        if _is_unseen(holder, field):
            continue
        nodes = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for at, node in nodes:
            if isinstance(node, ast.AST) and not _is_words(holder, node):
                yield Site(node, holder, field, at, inside)
                yield from _sites(node, inside)


def _is_unseen(holder: ast.AST, field: str) -> bool:
    """Tell a field that no run sees: types, decorations, messages, guards against ourselves."""
    if field in {"annotation", "returns", "decorator_list", "type_params", "type_comment"}:
        return True
    if isinstance(holder, ast.keyword):
        # Pairs are of one length by how they are made: `strict` guards against our own mistakes.
        return holder.arg == "strict"
    if isinstance(holder, ast.ClassDef):
        return field != "body"
    return isinstance(holder, ast.Raise | ast.JoinedStr | ast.Import | ast.ImportFrom)


def _is_words(holder: ast.AST, node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(holder, ast.Call) and ast.unparse(holder.func) == "Reject":
        # Behind the name of the rule stands the sentence for people.
        return node in holder.args[1:]
    if isinstance(node, ast.Assign) and isinstance(holder, ast.Module):
        # A name for a type is read by type checkers alone.
        return isinstance(node.value, ast.Subscript | ast.BinOp) and _is_type(node.value)
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"TypeVar", "cast"}


def _is_type(node: ast.expr) -> bool:
    return all(
        name.id[:1].isupper() or name.id in {"tuple", "dict", "list", "int", "str", "set"}
        for name in ast.walk(node)
        if isinstance(name, ast.Name)
    )


def _located(edit: Edit) -> ast.AST:
    slip, node = edit.slip, edit.site.node
    for one in ast.walk(slip):
        if isinstance(one, ast.expr | ast.stmt) and not hasattr(one, "lineno"):
            ast.copy_location(one, node)
    return slip


def _put(site: Site, node: ast.AST) -> None:
    if site.at is None:
        setattr(site.holder, site.field, node)
    else:
        getattr(site.holder, site.field)[site.at] = node


def _shown(site: Site) -> ast.AST:
    """Return the largest piece around a site that fits, its statement at most."""
    shown = site.node
    for node in reversed(site.around):
        if isinstance(shown, ast.stmt) or len(_text(node)) > _SHOWN_MAX:
            break
        if isinstance(node, ast.expr | ast.stmt):
            shown = node
    return shown


def _text(node: ast.AST) -> str:
    """Write a node on one line; of a statement with a body, its head."""
    text = ast.unparse(node)
    has_body = hasattr(node, "body") or hasattr(node, "cases")
    lines = text.splitlines() if isinstance(node, ast.stmt) and has_body else [text]
    return " ".join(lines[0].split()) if lines else ""


def _within(site: Site) -> str:
    named = ast.FunctionDef | ast.ClassDef
    return ".".join(node.name for node in site.around if isinstance(node, named))


def _statement(site: Site) -> int:
    """Return the line of the innermost statement around a site."""
    inside = (node for node in (site.node, *reversed(site.around)) if isinstance(node, ast.stmt))
    return next(inside).lineno


def _is_definition(site: Site) -> bool:
    """Tell a place that is read once, when the module is imported."""
    for outer, inner in zip(site.around, (*site.around[1:], site.node), strict=True):
        if isinstance(outer, ast.FunctionDef):
            return inner is outer.args
    return True
