"""Ticks, policies and watermarks, both ways; each goes to a partition that is named.

>>> tick = Tick(as_of=AsOf(Day(0), Instant(0)), newest=AsOf(Day(0), Instant(0)),
...             policy_digest="d", cut={"payments.posted": 3})
>>> decode_control("control.clock", encode_tick(tick, 1).value) == tick
True
"""

from msgspec.structs import asdict

from streams.terms.control import PolicyPublished, Resumed, Tick, Watermark
from streams.terms.days import AsOf, Day, Instant
from streams.terms.identity import stable_id
from streams.terms.records import Outgoing
from streams.terms.routes import CLOCK, POLICY
from streams.terms.step import Reject
from streams.wire.envelope import outside
from streams.wire.plain import Record, Unreadable, must_read, read, write
from streams.wire.watermarks import WATERMARK, WATERMARK_KEY, record_of, watermark_of

TICK_KEY = b"tick"
_MOMENTS = {"effective_on": True, "newest_on": True, "occurred_at": False, "newest_at": False}
_NEEDED = ("policy_id", "digest", "document", "policy_digest")
_RESUMED = ("stage", "topic", "partition", "offset", "decided_by", "reason")


def encode_tick(tick: Tick, partition: int) -> Outgoing:
    """Return the record of a tick; the same tick of a partition has the same event id."""
    record = {
        "event_id": stable_id("tick", partition, tick.as_of.at),
        "type": "TICK",
        "effective_on": tick.as_of.on,
        "occurred_at": tick.as_of.at,
        "source": "clock",
        "newest_on": tick.newest.on,
        "newest_at": tick.newest.at,
        "policy_digest": tick.policy_digest,
        "cut": tick.cut,
    }
    return Outgoing(CLOCK, TICK_KEY, write(CLOCK, record), partition)


def encode_policy(policy: PolicyPublished, partition: int) -> Outgoing:
    """Return the record of a policy, keyed by its digest."""
    record = {
        "event_id": stable_id("policy", policy.digest),
        "type": "POLICY_PUBLISHED",
        "policy_id": policy.policy_id,
        "digest": policy.digest,
        "document": policy.document,
    }
    return Outgoing(POLICY, policy.digest.encode(), write(POLICY, record), partition)


def encode_resumed(leave: Resumed) -> Outgoing:
    """Return the record of a leave, for the partition that stopped."""
    key = f"resume/{leave.stage}/{leave.topic}/{leave.partition}"
    record = {
        "event_id": stable_id("resumed", key, leave.offset),
        "type": "RESUMED",
        "source": "arrears resume",
        "digest": key,
        "policy_id": "",
        "document": "",
        **asdict(leave),
    }
    return Outgoing(POLICY, key.encode(), write(POLICY, record), leave.partition)


def decode_control(topic: str, value: bytes | None) -> Tick | PolicyPublished | Resumed | Reject:
    """Return what a control record says, or the rule it broke; never raises for its bytes."""
    record = read(topic, value)
    if isinstance(record, Reject):
        return record
    if record["type"] == "RESUMED":
        empty = next((name for name in _RESUMED if record[name] in {"", None}), None)
    else:
        empty = next((name for name in _NEEDED if record.get(name) == ""), None)
    if empty is not None:
        return Reject("field_missing", f"{record['type']} needs {empty}, and it is empty")
    match record["type"]:
        case "TICK":
            return _tick(record)
        case "POLICY_PUBLISHED":
            return PolicyPublished(
                policy_id=record["policy_id"], digest=record["digest"], document=record["document"]
            )
        case "RESUMED":
            return Resumed(**{name: record[name] for name in _RESUMED})
    return Reject("type_unknown", f"{topic} has no type {record['type']} here")


def encode_watermark(mark: Watermark, topic: str, partition: int) -> Outgoing:
    """Return a watermark's record for `partition` of a stage's downstream topic."""
    return Outgoing(topic, WATERMARK_KEY, write(topic, record_of(mark)), partition)


def decode_watermark(topic: str, value: bytes | None) -> Watermark | None:
    """Return the watermark, or None for any other record; raises Unreadable for broken bytes."""
    record = must_read(topic, value)
    if record["type"] != WATERMARK:
        return None
    mark = watermark_of(record)
    if isinstance(mark, Reject):
        raise Unreadable(f"{mark.rule}: {mark.detail}")
    return mark


def _tick(record: Record) -> Tick | Reject:
    for name, is_day in _MOMENTS.items():
        reject = outside(name, record[name], is_day=is_day)
        if reject is not None:
            return reject
    return Tick(
        as_of=AsOf(Day(record["effective_on"]), Instant(record["occurred_at"])),
        newest=AsOf(Day(record["newest_on"]), Instant(record["newest_at"])),
        policy_digest=record["policy_digest"],
        cut=record["cut"],
    )


def watermark_in(topic: str, value: bytes | None) -> Watermark | None:
    """Return the watermark, None for any other record and for what cannot be read."""
    try:
        return decode_watermark(topic, value)
    except Unreadable:
        return None
