"""The value of an entry about behaviour in one line, for people."""

from streams.policy.shapes import Entry
from streams.policy.strategy_shapes import RowShape, StrategyEntry, TraitEntry


def strategy_value_of(entry: Entry) -> str:
    """Return the value of an entry about behaviour, and "-" of any other."""
    match entry:
        case TraitEntry():
            numbers = ", ".join(f"{name} {value}" for name, value in entry.numbers.items())
            return f"{entry.trait}: {numbers}" if numbers else entry.trait
        case StrategyEntry():
            return "; ".join(_row(row) for row in entry.rows)
    return "-"


def _row(row: RowShape) -> str:
    asked = [*row.traits, *row.days, *row.amounts]
    asked += [f"{each.clock} at {' or '.join(each.ids)}" for each in row.classes]
    chosen: list[str] = [row.tone]
    if row.ladder is not None:
        chosen.append(f"ladder {row.ladder}")
    if row.first:
        chosen.append(f"{', '.join(row.first)} first")
    if row.leaves_out:
        chosen.append(f"no {' or '.join(row.leaves_out)}")
    if row.from_ is not None:
        chosen.append(f"{row.from_}-{row.to}")
    return f"{' and '.join(asked) or 'all others'}: {', '.join(chosen)}"
