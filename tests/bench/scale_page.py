"""The page of the scale plan: what was measured, what was assumed, the fleets, and the checks."""

from collections.abc import Sequence

from msgspec import Struct

from tests.bench.fleet import SESSION_SECONDS, UNEVEN
from tests.bench.peers.page import cells
from tests.bench.sizing import Assumed, Measured, Planned, planned

SIZES = (1_000_000, 100_000_000, 1_000_000_000)

_PROSE = """\
# Scale

Written by `python -m tests.bench.scale`; change nothing here. What one worker does was measured
small; what a fleet does was computed from it, and simulated slice by slice. Only the first table
and the last hold measurements.
"""
_READ = """
A worker is a process on a core of its own, and keeps the rows of its accounts in memory. *Bound by*
names what asked for the most workers. The partitions of a topic never change once it has
records, so size them for the years to come; with four a worker, what a lost one held is spread
fairly evenly.
"""
_CHECKED = """
## Checked

Predicted from the figures above by the same simulation, then measured.

"""


class Check(Struct, frozen=True):
    """What the small costs predicted, and what was measured."""

    what: str
    predicted: float
    measured: float


class Scale(Struct, frozen=True, kw_only=True):
    """The figures of the page; everything else follows from them."""

    command: str
    machine: str
    measured: Measured
    checks: tuple[Check, ...]


def page(found: Scale) -> str:
    """Return the page.

    It depends on the figures kept and on this code alone, so it can be written anew at any time.
    """
    assumed = Assumed()
    plans = [planned(size, found.measured, assumed) for size in SIZES]
    parts = (
        _PROSE,
        f"\n## Measured\n\n* `{found.command}`\n* {found.machine}\n\n",
        _lines(("what", "figure"), _measured(found.measured)),
        "\n## Assumed\n\n",
        _lines(("what", "figure"), _assumed(assumed)),
        "\n## Fleets\n",
        _READ + "\n",
        _lines(("", *(_size(plan.accounts) for plan in plans)), _fleets(plans)),
        _CHECKED,
        _lines(("what", "predicted", "measured"), _checked(found.checks)),
    )
    return "".join(parts)


def _measured(one: Measured) -> list[tuple[str, ...]]:
    at = f"{one.accounts:,} accounts in a partition"
    return [
        ("a fact, whole worker, two at one broker", f"{one.fact_us:g} us"),
        (f"a due row of a tick, {at}", f"{one.turn_us:g} us"),
        ("memory of an account, one month old", f"{one.bytes_an_account:,} bytes"),
        ("a fact on the topic", f"{one.fact_bytes:,} bytes"),
        ("what is said of a fact", f"{one.said_bytes:,} bytes"),
        ("a row on the topic", f"{one.row_bytes:,} bytes"),
        ("rows read back by one worker", f"{one.recovered_rows_a_second:,.0f} a second"),
    ]


def _assumed(one: Assumed) -> list[tuple[str, ...]]:
    return [
        ("facts an account a month", f"{one.facts_an_account_a_month:g}"),
        ("facts in the busiest hour, over the mean", f"{one.peak_over_mean:g} times"),
        ("accounts due in a day's tick", f"{one.due_share:.0%}"),
        ("a worker is busy at the peak for at most", f"{one.busy_share_max:.0%}"),
        ("memory for the rows of a worker, at most", f"{one.worker_gib:g} GiB"),
        ("a day's tick is to pass within", f"{one.tick_seconds_max:g} s"),
        ("rows are to be read back within", f"{one.read_back_seconds_max:g} s"),
        ("accounts in a partition, at most", f"{one.accounts_a_partition_max:,}"),
        ("copies of each partition on the brokers", f"{one.replicas}"),
        ("rows on disk between compactions, over those live", f"{one.rows_kept_over_live:g} times"),
        ("a lost worker is missed after (the engine's setting)", f"{SESSION_SECONDS:g} s"),
        ("partitions differ in size by up to", f"{UNEVEN:.0%}"),
        ("facts and notices are kept for ever and compressed by nobody", ""),
    ]


def _fleets(plans: Sequence[Planned]) -> list[tuple[str, ...]]:
    lines = {
        "facts a second, mean": [f"{one.facts_a_second:,.0f}" for one in plans],
        "facts a second, peak": [f"{one.peak_facts_a_second:,.0f}" for one in plans],
        "workers": [f"{one.workers:,}" for one in plans],
        "bound by": [one.bound_by for one in plans],
        "partitions": [f"{one.partitions:,}" for one in plans],
        "memory for rows, a worker": [f"{one.worker_gib:.1f} GiB" for one in plans],
        "broker disks, rows": [_gib(one.rows_gib) for one in plans],
        "broker disks, grown in a year": [_gib(one.grown_gib_a_year) for one in plans],
        "day's tick at the peak, simulated": [f"{one.tick_seconds:,.1f} s" for one in plans],
        "the same with all accounts due": [f"{one.tick_all_seconds:,.0f} s" for one in plans],
        "a fact waits for a day's tick, at most": [f"{one.waited_seconds:,.1f} s" for one in plans],
        "a worker lost: rows read back after": [f"{one.read_back_seconds:,.0f} s" for one in plans],
        "a worker lost: caught up after": [_caught_up(one) for one in plans],
    }
    return [(name, *figures) for name, figures in lines.items()]


def _checked(every: Sequence[Check]) -> list[tuple[str, ...]]:
    return [(one.what, f"{one.predicted:g}", f"{one.measured:g}") for one in every]


def _caught_up(one: Planned) -> str:
    return "never" if one.caught_up_seconds is None else f"{one.caught_up_seconds:,.0f} s"


def _size(accounts: int) -> str:
    return f"{accounts // 1_000_000:,} M accounts"


def _gib(gib: float) -> str:
    return f"{gib / 1024:,.1f} TiB" if gib >= 1024 else f"{gib:,.0f} GiB"


def _lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ("---", *("---:" for _ in head[1:]))
    return "".join(f"{cells(line)}\n" for line in (head, rule, *rows))
