"""The strategy of one day, worked out from a document's sections."""

from streams.policy.contact import CHANNELS, Hours
from streams.policy.placed import holding, sole
from streams.policy.strategy import Row, Strategy, Threshold
from streams.policy.strategy_sections import StrategySections
from streams.policy.strategy_shapes import RowShape
from streams.policy.values import minute_of
from streams.terms.days import Day


def choosing(sections: StrategySections, day: Day) -> Strategy:
    """Return the thresholds in force on a day, and the rows in the order of the document."""
    table = sole(sections.strategy, day)
    return Strategy(
        thresholds={
            placed.entry.trait: Threshold(rule=placed.entry.id, **placed.entry.numbers)
            for placed in holding(sections.traits, day)
        },
        rows=() if table is None else tuple(_row(row, table.id) for row in table.rows),
    )


def _row(shape: RowShape, rule: str) -> Row:
    return Row(
        rule=rule,
        traits=frozenset(shape.traits),
        days=frozenset(shape.days),
        amounts=frozenset(shape.amounts),
        classes=tuple((asked.clock, frozenset(asked.ids)) for asked in shape.classes),
        ladder=shape.ladder,
        first=shape.first or (),
        leaves_out=frozenset(shape.leaves_out or ()),
        tone=shape.tone,
        hours=_hours(shape, rule),
    )


def _hours(shape: RowShape, rule: str) -> Hours | None:
    if shape.from_ is None or shape.to is None:
        return None
    opens, closes = minute_of(shape.from_), minute_of(shape.to)
    return Hours(rule=rule, channels=frozenset(CHANNELS), opens_minute=opens, closes_minute=closes)
