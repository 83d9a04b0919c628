"""How the made-up cardholders pay, one habit each.

A habit answers for one statement: how much is paid, how many days after the due date (negative:
before), and whether the bank takes it back.
"""

from collections.abc import Callable

from msgspec import Struct

from streams.portfolio.chance import Chance

_BOUNCES_PER_MILLE = 300
_FORGETS_PER_MILLE = 600


class Asked(Struct, frozen=True):
    """A statement as its holder sees it: the cycle's number, the minimum and the whole balance."""

    cycle: int
    min_due_minor: int
    total_minor: int


class Answer(Struct, frozen=True):
    """What the holder does about a statement; nothing is paid where the amount is 0."""

    amount_minor: int
    after_due_days: int = 0
    is_reversed: bool = False


_NOTHING = Answer(0)

Habit = Callable[[Chance, Asked], Answer]


def pays_in_full(chance: Chance, asked: Asked) -> Answer:
    """Pay the whole balance in time."""
    return Answer(asked.total_minor, -1 - chance.below(10, "early", asked.cycle))


def pays_the_minimum(chance: Chance, asked: Asked) -> Answer:
    """Pay the minimum in time."""
    return Answer(asked.min_due_minor, -chance.below(8, "early", asked.cycle))


def forgets(chance: Chance, asked: Asked) -> Answer:
    """Pay the minimum, in most months some days too late."""
    if chance.happens(_FORGETS_PER_MILLE, "forgets", asked.cycle):
        return Answer(asked.min_due_minor, 1 + chance.below(25, "late", asked.cycle))
    return pays_the_minimum(chance, asked)


def pays_in_part(chance: Chance, asked: Asked) -> Answer:
    """Pay a part of the minimum in time."""
    share = 40 + chance.below(50, "share", asked.cycle)
    return Answer(asked.min_due_minor * share // 100, -chance.below(5, "early", asked.cycle))


def stops_paying(chance: Chance, asked: Asked) -> Answer:
    """Pay the minimum for up to two cycles, then never again."""
    if asked.cycle >= chance.below(3, "stops"):
        return _NOTHING
    return pays_the_minimum(chance, asked)


def bounces(chance: Chance, asked: Asked) -> Answer:
    """Pay the minimum in time; the bank takes some of these payments back."""
    paid = pays_the_minimum(chance, asked)
    is_reversed = chance.happens(_BOUNCES_PER_MILLE, "bounces", asked.cycle)
    return Answer(paid.amount_minor, paid.after_due_days, is_reversed)


HabitShares = tuple[tuple[int, Habit], ...]
"""Habits and how many of a thousand accounts have each; they add up to 1000."""

HABITS: HabitShares = (
    (450, pays_in_full),
    (250, pays_the_minimum),
    (120, forgets),
    (60, pays_in_part),
    (80, stops_paying),
    (40, bounces),
)


def habit_of(chance: Chance, shares: HabitShares = HABITS) -> Habit:
    """Return the habit of an account."""
    place = chance.below(1000, "habit")
    for share, habit in shares:
        if place < share:
            return habit
        place -= share
    raise AssertionError("the shares of the habits do not add up to 1000")
