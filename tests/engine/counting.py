"""Two small stages for the engine's own tests: sums per key, said on each tick that finds a change.

FIRST passes every amount on, times the factor of the day, to the group that its key belongs to, so
that SECOND sums over partitions what FIRST read in one. SECOND keeps its rows in parts. Records are
plain text: a fact is `amount`, a tick is JSON, a watermark `mark <partition> <at> <positions>`, a
letter ends with its stage.
"""

from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from streams.engine.stage import StageSpec
from streams.terms.control import PolicyPublished, Tick, Watermark
from streams.terms.days import AsOf, Day, Instant
from streams.terms.records import DeadLetter, Outgoing
from streams.terms.routes import CLOCK, DEAD_LETTERS, StageRoutes
from streams.terms.step import Reject, Step
from tests.engine.sums import Sum, pack, unpack
from tests.engine.sums_in_parts import PARTS

FIRST = StageRoutes(
    name="first",
    facts=("in.a", "in.b"),
    rows="first.rows",
    upstream=None,
    downstream="mid",
    outputs=("mid", "out", DEAD_LETTERS),
)
SECOND = StageRoutes(
    name="second",
    facts=("mid", "in.c"),
    rows="second.rows",
    upstream="mid",
    downstream="end",
    outputs=("end", "out.groups", DEAD_LETTERS),
)
# The second stage once more, from the same inputs.
AGAIN = StageRoutes(
    name="again",
    facts=("mid", "in.c"),
    rows="again.rows",
    upstream="mid",
    downstream="again.end",
    outputs=("again.end", "again.groups", DEAD_LETTERS),
)


_STAGE = b" by "


class Add(Struct, frozen=True):
    """Add an amount to a key."""

    key: str
    amount: int


class Hold(Struct, frozen=True):
    """A record of the key was refused."""

    key: str
    origin: str


class Said(Struct, frozen=True):
    """The sum of a key as of a tick, of which a newer one was known."""

    key: str
    total: int
    at: int
    newest_at: int


class Passed(Struct, frozen=True):
    """An amount that the next stage adds to a group."""

    group: str
    amount: int


Notice = Said | Passed


class Book(Struct, frozen=True):
    """A policy whose only rule is a factor."""

    digest: str
    factor: int

    def on(self, day: Day) -> int:
        """Return the factor, the same on every day."""
        del day
        return self.factor


def decode(topic: str, key: bytes | None, value: bytes | None) -> Add | Watermark | Reject:
    """Read a fact or a watermark."""
    text = (value or b"").decode(errors="replace")
    if text.startswith("mark "):
        _, partition, at, *rest = text.split(" ", 3)
        as_of = AsOf(Day(0), Instant(int(at)))
        positions = msgspec.json.decode(rest[0]) if rest else {}
        return Watermark(stage="first", partition=int(partition), as_of=as_of, positions=positions)
    if key is None or not text.lstrip("-").isdigit():
        return Reject("not_a_number", f"in {topic}")
    return Add(key.decode(errors="replace"), int(text))


def plain(value: bytes) -> bytes:
    """Return a value without what only a rebuild looks at: a mark's positions, a letter's stage."""
    return b" ".join(value.split(b" ")[:3]) if value[:5] == b"mark " else value.split(_STAGE)[0]


def group_of(key: str) -> str:
    """Return the group of a key: there are as many as last letters."""
    return f"group-{key[-1:]}"


def apply(row: Sum, fact: Add | Hold, rules: int | None, as_of: AsOf | None) -> Step[Sum, Notice]:
    """Add and pass on, unless the amount is zero (a repeat) or 13 (refused)."""
    del as_of
    if isinstance(fact, Hold):
        return Step(Sum(row.key, row.total, row.ticks, held=True), wake_on=Day(0))
    if fact.amount == 13:
        return Step(row, reject=Reject("thirteen", "is refused"))
    if fact.amount == 0:
        return Step(row)
    passed = Passed(group_of(row.key), fact.amount * (1 if rules is None else rules))
    row = Sum(row.key, row.total + fact.amount, row.ticks, row.held)
    return Step(row, (passed,), wake_on=Day(0))


def apply_second(
    row: Sum, fact: Add | Hold, rules: int | None, as_of: AsOf | None
) -> Step[Sum, Notice]:
    """Do the same, and pass nothing on."""
    step = apply(row, fact, rules, as_of)
    return Step(step.row, (), step.reject, step.wake_on)


def turn(row: Sum, rules: int, as_of: AsOf, newest: AsOf) -> Step[Sum, Notice]:
    """Say the sum times the factor; who is below zero is looked at again two days later."""
    said = Said(row.key, row.total * rules, as_of.at, newest.at)
    row = Sum(row.key, row.total, row.ticks + 1, row.held)
    return Step(row, (said,), wake_on=Day(as_of.on + 2) if row.total < 0 else None)


def encode_tick(
    on: int, cut: dict[str, int], digest: str = "d1", newest: int | None = None
) -> bytes:
    """Write a tick at the instant `on` of the day `on`; the newest known is its own by default."""
    newest = on if newest is None else newest
    told = {"on": on, "newest": newest, "cut": cut, "digest": digest}
    return msgspec.json.encode(told)


def control(topic: str, value: bytes | None) -> Tick | PolicyPublished | Reject:
    """Read a tick or a policy (`digest factor`)."""
    text = (value or b"").decode()
    if topic != CLOCK:
        digest, _, factor = text.partition(" ")
        return PolicyPublished(policy_id="p", digest=digest, document=factor)
    if not text.startswith("{"):
        return Reject("tick_unreadable", "no JSON")
    read = msgspec.json.decode(text)
    as_of = AsOf(Day(read["on"]), Instant(read["on"]))
    newest = AsOf(Day(read["newest"]), Instant(read["newest"]))
    return Tick(as_of=as_of, newest=newest, policy_digest=read["digest"], cut=read["cut"])


def _rulebook(published: PolicyPublished) -> Book | Reject:
    if not published.document.isdigit():
        return Reject("policy_unreadable", "the factor is no number")
    return Book(published.digest, int(published.document))


def _dead_letter(letter: DeadLetter) -> Outgoing:
    value = b"%s %d %s" % (letter.rule.encode(), letter.offset, letter.value or b"")
    value += _STAGE + letter.stage.encode()
    return Outgoing(DEAD_LETTERS, letter.key or b"", value)


def _passed(topic: str, value: bytes | None) -> Watermark | None:
    read = decode(topic, b"watermark", value)
    return read if isinstance(read, Watermark) else None


def _watermark(mark: Watermark, topic: str, partition: int) -> Outgoing:
    positions = msgspec.json.encode(mark.positions).decode()
    value = f"mark {mark.partition} {mark.as_of.at} {positions}".encode()
    return Outgoing(topic, b"watermark", value, partition)


def _encode(notice: Notice, says_in: str) -> Outgoing:
    if isinstance(notice, Passed):
        return Outgoing("mid", notice.group.encode(), b"%d" % notice.amount)
    late = "" if notice.newest_at == notice.at else f" of {notice.newest_at}"
    return Outgoing(says_in, notice.key.encode(), f"{notice.total}@{notice.at}{late}".encode())


@cache
def spec(routes: StageRoutes = FIRST) -> StageSpec[Any, Any, Any, Any]:
    """Return the counting stage on the given topics."""
    return StageSpec(
        routes=routes,
        decode=decode,
        blank=Sum,
        apply=apply if routes is FIRST else apply_second,
        turn=turn,
        pack=pack,
        unpack=unpack,
        label=lambda row: "odd" if row.total % 2 else "even",
        encode=lambda notice: _encode(notice, routes.outputs[1]),
        describe=lambda notice: type(notice).__name__,
        refused=lambda key, origin, _rule, _on: Hold(key, origin),
        dead_letter=_dead_letter,
        watermark=_watermark,
        passed=_passed,
        letter_of=lambda value: (value or b"").split(_STAGE)[1].decode(),
        control=control,
        rulebook=_rulebook,
        parts=PARTS if routes is SECOND else None,
    )
