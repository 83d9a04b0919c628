"""Where the file of real accounts is, and how the tests read it."""

import os
from pathlib import Path

import pytest

from streams.portfolio.assumptions import Assumptions

SHIFTED = Assumptions(shift_to="2026-04")
TOLERANCE_MINOR = 5_000
"""The pack's tolerance in TWD (`streams/policy/packs/cn.toml`), written here by hand."""


def card_file() -> Path:
    """Return the file of real accounts, or skip where it is absent."""
    beside = Path(__file__).parents[3] / "shared" / "data" / "uci-card" / "clients-20000.csv"
    file = Path(os.environ.get("ARREARS_UCI_CARD", beside))
    if not file.is_file():
        pytest.skip(f"the real accounts are not here: {file} (set ARREARS_UCI_CARD)")
    return file
