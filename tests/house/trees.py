"""A source text as a syntax tree, parsed once however many rules ask."""

import ast
import gc
from functools import lru_cache


@lru_cache(maxsize=1024)
def parsed(text: str) -> ast.Module:
    """Return the tree of a text.

    CPython counts the depth of the trees it builds in one place for the whole interpreter; a
    collection that runs a finaliser in the middle makes it miscount and raise SystemError (seen
    on 3.11.7), so none may run meanwhile.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(text)
    finally:
        if was_on:
            gc.enable()
