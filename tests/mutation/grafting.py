"""A mutant is put into the running program: into a function that is there, or as it is imported."""

import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from tests.mutation.mutants import Mutant, changed

PACKAGE = "streams.delinquency"


def file_of(tree: Path, module: str) -> Path:
    """Return the file of a module of the stage in a tree."""
    return tree.joinpath(*PACKAGE.split("."), f"{module}.py")


def code_of(tree: Path, mutant: Mutant) -> CodeType:
    """Return the compiled module with the slip in it."""
    path = file_of(tree, mutant.module)
    return compile(changed(path.read_text(encoding="utf-8"), mutant.place), str(path), "exec")


def is_same(tree: Path, mutant: Mutant, code: CodeType) -> bool:
    """Tell a slip that leaves no trace once compiled."""
    path = file_of(tree, mutant.module)
    return code == compile(path.read_text(encoding="utf-8"), str(path), "exec")


def grafting(mutant: Mutant, code: CodeType) -> tuple[FunctionType, CodeType] | None:
    """Return the function that holds the slip and its new code; None where it cannot take it.

    Whoever has imported the function holds the same object, so everybody calls the new code.
    """
    found = _function(sys.modules[f"{PACKAGE}.{mutant.module}"], mutant.within)
    if found is None:
        return None
    new = next((one for one in nested(code) if one.co_qualname == found.__qualname__), None)
    if new is None or new.co_freevars != found.__code__.co_freevars:
        return None
    return (found, new) if new.co_flags == found.__code__.co_flags else None


def kept_answers() -> list[Callable[[], None]]:
    """Return how to empty every cache: what is kept is what the unchanged code answered."""
    modules = [m for name, m in sys.modules.items() if name.startswith(("streams.", "tests."))]
    held = {id(one): one for module in modules for one in vars(module).values()}
    clears = (getattr(one, "cache_clear", None) for one in held.values())
    return [clear for clear in clears if clear is not None]


class Grafted(MetaPathFinder, Loader):
    """Imports one module from a mutant's code, and leaves all others to those who come after."""

    def __init__(self, mutant: Mutant, code: CodeType) -> None:
        self._name = f"{PACKAGE}.{mutant.module}"
        self._code = code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the one module."""
        del path, target
        if fullname != self._name:
            return None
        return spec_from_loader(fullname, self, origin=self._code.co_filename)

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutant's code as the module."""
        module.__file__ = self._code.co_filename
        exec(self._code, vars(module))  # noqa: S102 - the code is our own module with one slip


def _function(module: ModuleType, within: str) -> FunctionType | None:
    """Return the outermost function on a dotted way from a module, through classes."""
    found: object = module
    for name in within.split("."):
        found = vars(found).get(name) if hasattr(found, "__dict__") else None
        found = found.fget if isinstance(found, property) else found
        found = getattr(found, "__wrapped__", found)
        if isinstance(found, FunctionType):
            return found
    return None


def functions_in(module: ModuleType) -> Iterator[FunctionType]:
    """Yield the functions that a module defines, the methods of its classes among them."""
    for name, held in tuple(vars(module).items()):
        inner = vars(held) if isinstance(held, type) and held.__module__ == module.__name__ else ()
        for way in (name, *(f"{name}.{one}" for one in inner)):
            found = _function(module, way)
            if found is not None and found.__code__.co_filename == module.__file__:
                yield found


def nested(code: CodeType) -> Iterator[CodeType]:
    """Yield a code and all that are written inside it."""
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from nested(one)
