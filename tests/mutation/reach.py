r"""Which test comes by which statement: only those tests can tell a slip in it.

>>> print(ast.unparse(marked("laying", ast.parse("def paid(minor):\n    return minor > 0"))))
def paid(minor):
    __reached__('laying:2')
    return minor > 0
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.mutation.grafting import PACKAGE, file_of, functions_in, nested
from tests.mutation.mutants import Mutant

_NAME = "__reached__"


def place_of(mutant: Mutant) -> str:
    """Return the statement that holds a slip, as the marks name it."""
    return f"{mutant.module}:{mutant.statement}"


def mark_all(tree: Path, seen: set[str]) -> None:
    """Let every statement in the functions of the stage note in `seen` that it was reached."""
    for full, module in tuple(sys.modules.items()):
        name = full.removeprefix(f"{PACKAGE}.")
        if name == full:
            continue
        path = file_of(tree, name)
        text = ast.parse(path.read_text(encoding="utf-8"))
        code = compile(marked(name, text), str(path), "exec")
        codes = {one.co_qualname: one for one in nested(code)}
        vars(module)[_NAME] = seen.add
        for function in functions_in(module):
            function.__code__ = codes[function.__qualname__]


def marked(name: str, tree: ast.Module) -> ast.Module:
    """Put a mark before every statement of every function."""
    for function in _functions(tree):
        for node in ast.walk(function):
            for block in ("body", "orelse", "finalbody"):
                _mark(name, getattr(node, block, None))
    return tree


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in tree.body:
        for one in [*node.body, node] if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(one, ast.FunctionDef):
                yield one


def _mark(name: str, block: object) -> None:
    if not isinstance(block, list):
        return
    for at in range(len(block) - 1, -1, -1):
        statement = block[at]
        if isinstance(statement, ast.stmt):
            where = ast.Constant(value=f"{name}:{statement.lineno}")
            call = ast.Expr(ast.Call(ast.Name(_NAME, ast.Load()), [where], []))
            ast.copy_location(call, statement)
            block.insert(at, ast.fix_missing_locations(call))
