"""One purse per obligation: what is still missing, by component and whether that part counts."""

from dataclasses import dataclass, field

from streams.policy.ledger import COMPONENTS
from streams.terms.days import Day

# A component, and whether it can make the account late.
Part = tuple[str, bool]
Case = tuple[Day, str, str]

# What is held, or never was owed, is taken off the newest borrowing first and off costs last.
PRINCIPAL_FIRST = ("principal", "interest", "fee", "penalty", "cost")


@dataclass
class Purse:
    """An obligation that has entered; `held` is set aside by an open dispute or fraud report."""

    due: Day
    closed: Day
    name: str
    statement_id: str | None
    missing: dict[Part, int]
    held: dict[Case, dict[Part, int]] = field(default_factory=dict)

    def place(self) -> tuple[Day, Day, str]:
        """Order from the oldest to the newest."""
        return self.due, self.closed, self.name

    @property
    def rest(self) -> int:
        """What is missing and not held."""
        return sum(self.missing.values())

    @property
    def counting(self) -> int:
        """What is missing, not held, and can make the account late."""
        return sum(minor for (_, counts), minor in self.missing.items() if counts)

    @property
    def held_minor(self) -> int:
        """What is held in all."""
        return sum(sum(parts.values()) for parts in self.held.values())

    @property
    def held_counting(self) -> int:
        """What is held and could make the account late."""
        parts = (part for kept in self.held.values() for part in kept.items())
        return sum(minor for (_, counts), minor in parts if counts)

    def take(self, minor: int, order: tuple[str, ...]) -> dict[Part, int]:
        """Take so much off, component by component, of each what counts first."""
        taken: dict[Part, int] = {}
        for component in dict.fromkeys((*order, *COMPONENTS)):
            for counts in (True, False):
                part = (component, counts)
                share = min(minor, self.missing.get(part, 0))
                if share > 0:
                    self.missing[part] -= share
                    taken[part] = share
                    minor -= share
        return taken

    def put(self, parts: dict[Part, int]) -> None:
        """Put back what was taken; what is held is of the principal that is there again, then."""
        for part, minor in parts.items():
            self.missing[part] = self.missing.get(part, 0) + minor
        kept = {case: sum(held.values()) for case, held in self.held.items()}
        for held in self.held.values():
            for part, minor in held.items():
                self.missing[part] = self.missing.get(part, 0) + minor
        self.held = {case: self.take(minor, PRINCIPAL_FIRST) for case, minor in kept.items()}
