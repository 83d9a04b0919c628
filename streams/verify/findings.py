"""What the check finds: which invariant is broken, where, and by what."""

from msgspec import Struct

INVARIANTS = {
    "I1": "no effect is lost, to the cent",
    "I2": "no effect is there twice",
    "I3": "escalations are those that the facts lead to",
    "I4": "what is said of an account is numbered without a gap or an inversion",
    "I5": "whatever is said names a fact that exists",
    "I6": "every partition with input moves within its deadline",
    "I7": "no personal data in headers, reasons and logs",
}


class Finding(Struct, frozen=True, kw_only=True, order=True):
    """One violation; `where` names a place in the log, never a person."""

    invariant: str
    stage: str
    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.stage} {self.where}: {self.says}"


class Checked(Struct, frozen=True, kw_only=True):
    """What was looked at in one stage, and what was found.

    `ticks` are summed over the partitions. `behind` are the partitions whose rows were lost: they
    know less than was said, and nearly all that is found there follows from it.
    """

    stage: str
    facts: int
    ticks: int
    outputs: int
    rows: int
    findings: tuple[Finding, ...]
    behind: tuple[int, ...] = ()
