"""A fault found in a policy document: where, which rule it broke, and what cures it.

>>> print(PolicyFault(file="house.toml", key="policy_id", rule="missing_key", cure="write it"))
house.toml: policy_id: missing_key: write it
"""

from msgspec import Struct


class PolicyFault(Struct, frozen=True, kw_only=True):
    """One broken rule of a document.

    `key` is the place in dotted form (`ladders[0].rungs[2].channel`, counted from 0), `rule` is in
    snake case, `cure` says what to write instead.
    """

    file: str
    key: str
    rule: str
    cure: str

    def __str__(self) -> str:
        """Write the fault as one sentence: file, key, rule, cure."""
        return f"{self.file}: {self.key}: {self.rule}: {self.cure}"


class Faults:
    """What one reading of a document has found so far, each fault once, in the order found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[PolicyFault] = []

    def __len__(self) -> int:
        return len(self.found)

    def add(self, key: str, rule: str, cure: str) -> None:
        """Note a fault, unless this rule is already noted for this key."""
        if not any(f.key == key and f.rule == rule for f in self.found):
            self.found.append(PolicyFault(file=self.file, key=key, rule=rule, cure=cure))
