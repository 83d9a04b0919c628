"""Two customer ids that are one person: what is known of each merge, and what it forbids.

The absorbed one is contacted no more. The survivor is left alone until what the other one's row
held has come, and for a day more, so that it does not depend on which of the two was faster.

>>> told = KnownMerge("m1", "c1", "SURVIVOR", Day(3))
>>> merge_rule((told,), Day(9)), merge_rule((KnownMerge("m1", "c2", "ABSORBED", Day(3)),), Day(9))
('merge_to_be_confirmed', 'customer_merged')
>>> come = KnownMerge("m1", "c1", "SURVIVOR", Day(3), whole_since_on=Day(3))
>>> merge_rule((come,), Day(4)), merge_rule((come,), Day(5))
('merge_to_be_confirmed', None)
"""

from collections.abc import Iterator

from msgspec import Struct

from streams.terms.days import Day

ABSORBED = "ABSORBED"
SURVIVOR = "SURVIVOR"
CUSTOMER_MERGED = "customer_merged"
MERGE_TO_BE_CONFIRMED = "merge_to_be_confirmed"

# A product choice: the two facts come from one system, and by then a person has to ask it.
WAITS_DAYS = 3


class KnownMerge(Struct, frozen=True, array_like=True, gc=False):
    """One merge; `role` is this customer's, empty while only the other one's contents have come.

    Of a survivor: `heard` is the number of the last contents, `whole_since_on` the day from which
    they are all there is, None before; `waits_said` once a person was told that it waits. Of one
    who is absorbed: `said_on` is the day on which its contents were said first, `said` how often
    they were, and `sent` the fingerprint of the last ones.
    """

    merge_id: str
    other_id: str
    role: str
    since_on: Day
    heard: int = 0
    whole_since_on: Day | None = None
    waits_said: bool = False
    said_on: Day | None = None
    said: int = 0
    sent: str = ""

    @property
    def waits(self) -> bool:
        """Whether the other side has not come yet."""
        return self.role != ABSORBED and (not self.role or self.whole_since_on is None)


def merge_rule(merges: tuple[KnownMerge, ...], on: Day) -> str | None:
    """Return the rule that forbids contact on a day, that of one who is absorbed first."""
    if any(merge.role == ABSORBED for merge in merges):
        return CUSTOMER_MERGED
    return MERGE_TO_BE_CONFIRMED if any(_is_open(merge, on) for merge in merges) else None


def whole_since(merges: tuple[KnownMerge, ...], said_on: Day) -> Day | None:
    """Return the day from which an absorbed row holds all it will, None while a merge waits.

    What others moved into it is there a day after they had it, at the latest.
    """
    into = [merge for merge in merges if merge.role != ABSORBED]
    days = [merge.whole_since_on for merge in into if merge.whole_since_on is not None]
    if any(merge.waits for merge in into):
        return None
    return max([said_on, *(Day(day + 1) for day in days)])


def waiting_days(merges: tuple[KnownMerge, ...]) -> Iterator[Day]:
    """Yield the days on which a person is to be told of a merge that waits."""
    for merge in merges:
        if merge.waits and not merge.waits_said:
            yield Day(merge.since_on + WAITS_DAYS + 1)


def put_merge(merges: tuple[KnownMerge, ...], new: KnownMerge) -> tuple[KnownMerge, ...]:
    """Return the merges with one told or replaced, in order of their ids."""
    others = [merge for merge in merges if merge.merge_id != new.merge_id]
    return tuple(sorted([*others, new], key=_id))


def merge_of(merges: tuple[KnownMerge, ...], merge_id: str) -> KnownMerge | None:
    """Return the merge of an id."""
    return next((merge for merge in merges if merge.merge_id == merge_id), None)


def _is_open(merge: KnownMerge, on: Day) -> bool:
    return merge.waits or merge.whole_since_on is None or on <= merge.whole_since_on + 1


def _id(merge: KnownMerge) -> str:
    return merge.merge_id
