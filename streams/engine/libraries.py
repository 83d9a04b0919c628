"""The libraries whose behaviour the engine relies on, at the versions it was tested against.

`tests/engine` holds the contract tests; another version may be just as good, but nobody has looked.
"""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from streams.engine.errors import WrongLibrary

TESTED = {"aiokafka": "0.14.0", "faust-streaming": "0.15.3", "mode-streaming": "0.7.1"}


def require_tested(installed: Callable[[str], str] = version) -> None:
    """Raise WrongLibrary where a library is missing or of another version."""
    for name, tested in TESTED.items():
        try:
            found = installed(name)
        except PackageNotFoundError:
            found = "missing"
        if found != tested:
            raise WrongLibrary(
                f"{name} is {found}, but exactness was tested with {tested}:"
                f" pip install '{name}=={tested}'"
            )
