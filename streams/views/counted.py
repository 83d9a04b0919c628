"""Counts of things, in words."""


def counted(count: int, thing: str) -> str:
    """Return how many things there are, in the singular where there is one.

    >>> counted(1, "day"), counted(0, "day"), counted(1_200, "time")
    ('1 day', '0 days', '1,200 times')
    """
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
