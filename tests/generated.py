"""How many histories are generated: a part in every run, all of them by night.

`ARREARS_HISTORIES` multiplies what each property draws: 1 in `make test`, 50 in `make nightly`.
"""

import os


def examples(each: int) -> int:
    """Return how many histories a property draws that draws `each` in every run."""
    return each * int(os.environ.get("ARREARS_HISTORIES", "1"))
