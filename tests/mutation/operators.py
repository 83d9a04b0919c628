"""The slips a hand can make, each from a piece of code to what it would say then.

A node of the syntax tree goes in, the nodes that could stand in its place come out. What is only
read by people or by type checkers (docstrings, annotations, messages) never comes here.

>>> [ast.unparse(slip) for slip in slips(ast.parse("due_on < on").body[0].value)]
['due_on <= on']
>>> [ast.unparse(slip) for slip in slips(ast.parse("min(a, 30)").body[0].value)]
['max(a, 30)']
"""

import ast
from collections.abc import Callable, Iterator
from copy import copy
from types import UnionType
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
_CALLED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
    "sorted": "list",
    "reversed": "list",
}
_REMOVED = ast.AugAssign | ast.Delete | ast.Raise | ast.Break | ast.Continue | ast.Expr


def slips(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what could stand in the place of a node; nothing for most kinds of nodes."""
    for kind, made in _BY_KIND:
        if isinstance(node, kind):
            yield from made(node)


def _with(node: Node, **fields: object) -> Node:
    changed = copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for at, op in enumerate(node.ops):
        yield _with(node, ops=[*node.ops[:at], _COMPARED[type(op)](), *node.ops[at + 1 :]])


def _reckoned(node: ast.BinOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.BitOr):
        # Sets, mappings and types are joined by it: either side may be forgotten.
        yield from (node.left, node.right)
    elif type(node.op) in _RECKONED:
        yield _with(node, op=_RECKONED[type(node.op)]())


def _added(node: ast.AugAssign) -> Iterator[ast.AST]:
    if type(node.op) in _RECKONED:
        yield _with(node, op=_RECKONED[type(node.op)]())


def _joined(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for at in range(len(node.values)):
        rest = node.values[:at] + node.values[at + 1 :]
        yield rest[0] if len(rest) == 1 else _with(node, values=rest)


def _negated(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    match node.value:
        case bool(value):
            yield _with(node, value=not value)
        case int(value):
            yield _with(node, value=value + 1)
            if value:
                yield _with(node, value=value - 1)
        case str(value):
            yield _with(node, value=value + "?")
        case bytes(value):
            yield _with(node, value=value + b"?")


def _called(node: ast.Call) -> Iterator[ast.AST]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in _CALLED:
        other = _with(node, func=_with(node.func, id=_CALLED[name]))
        yield _with(other, keywords=[]) if _CALLED[name] == "list" else other
    if name == "replace":
        # Values are frozen: a field that is not replaced is a statement that is not carried out.
        for at in range(len(node.keywords)):
            yield _with(node, keywords=node.keywords[:at] + node.keywords[at + 1 :])


def _branched(node: ast.If) -> Iterator[ast.AST]:
    yield _with(node, test=ast.Constant(value=True))
    yield _with(node, test=ast.Constant(value=False))


def _chosen(node: ast.IfExp) -> Iterator[ast.AST]:
    yield from (node.body, node.orelse)


def _repeated(node: ast.While) -> Iterator[ast.AST]:
    yield _with(node, test=ast.Constant(value=False))


def _filtered(node: ast.comprehension) -> Iterator[ast.AST]:
    for at in range(len(node.ifs)):
        yield _with(node, ifs=node.ifs[:at] + node.ifs[at + 1 :])


def _matched(node: ast.Match) -> Iterator[ast.AST]:
    for at in range(len(node.cases)):
        if len(node.cases) > 1:
            yield _with(node, cases=node.cases[:at] + node.cases[at + 1 :])


def _returned(node: ast.Return) -> Iterator[ast.AST]:
    nothing = ast.Constant(value=None)
    if node.value is None:
        yield ast.Pass()
    elif not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield _with(node, value=nothing)


def _removed(_node: ast.stmt) -> Iterator[ast.AST]:
    yield ast.Pass()


def _assigned(node: ast.Assign) -> Iterator[ast.AST]:
    # A plain name would be missing afterwards, which says nothing about the tests.
    if all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets):
        yield ast.Pass()


_BY_KIND: tuple[tuple[type | UnionType, Callable[..., Iterator[ast.AST]]], ...] = (
    (ast.Compare, _compared),
    (ast.BinOp, _reckoned),
    (ast.AugAssign, _added),
    (ast.BoolOp, _joined),
    (ast.UnaryOp, _negated),
    (ast.Constant, _constant),
    (ast.Call, _called),
    (ast.If, _branched),
    (ast.IfExp, _chosen),
    (ast.While, _repeated),
    (ast.comprehension, _filtered),
    (ast.Match, _matched),
    (ast.Return, _returned),
    (_REMOVED, _removed),
    (ast.Assign, _assigned),
)
