"""What a check of the contracts finds: a value that says where, what and how to mend it."""

from msgspec import Struct


class Finding(Struct, frozen=True):
    """A broken rule: the file, the path of the field in it, the rule's name, and the cure."""

    file: str
    field: str
    rule: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.rule}: {self.cure}"
