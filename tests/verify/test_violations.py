"""Each invariant is seen broken: the check finds what was done to a log, and where."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from streams.app.stages import SPECS
from streams.terms.routes import (
    ACCOUNTS,
    DEAD_LETTERS,
    DELINQUENCY_EVENTS,
    DELINQUENCY_ROWS,
    ESCALATIONS,
    PAYMENTS,
    STANDINGS,
)
from streams.verify import checks
from streams.verify.findings import INVARIANTS, Checked, Finding
from streams.verify.logged import SOURCE, Entry, Logged
from streams.verify.rows import rows_of
from streams.verify.stage import Limits, checked
from streams.wire import dead_letters
from streams.wire.watermarks import WATERMARK_KEY
from tests.verify.worlds import PARTITIONS, played

Entries = list[Entry]


@pytest.fixture(scope="module")
def log() -> Logged:
    return played(3, accounts=30, days=60).logged()


def found(log: Logged, stage: str, topic: str, change: Callable[[Entries], Entries]) -> set[str]:
    """Return the invariants that are broken once the longest partition of a topic was changed."""
    return {one.invariant for one in findings(log, stage, topic, change)}


def findings(
    log: Logged, stage: str, topic: str, change: Callable[[Entries], Entries]
) -> tuple[Finding, ...]:
    return broken(log, stage, topic, change).findings


def broken(log: Logged, stage: str, topic: str, change: Callable[[Entries], Entries]) -> Checked:
    places = [(topic, number) for number in range(PARTITIONS)]
    place = max(places, key=lambda one: len(log.of(*one)))
    changed = {**log.entries, place: change(list(log.of(*place)))}
    return checked(SPECS[stage], PARTITIONS, Logged(changed, log.begins), Limits())


def _without(nth: int) -> Callable[[Entries], Entries]:
    return lambda entries: [*entries[:nth], *entries[nth + 1 :]]


def _twice(nth: int) -> Callable[[Entries], Entries]:
    return lambda entries: [*entries[: nth + 1], entries[nth], *entries[nth + 1 :]]


def test_an_untouched_log_breaks_nothing(log: Logged) -> None:
    for stage in SPECS:
        assert found(log, stage, PAYMENTS, lambda entries: entries) == set()


def test_a_lost_output_breaks_i1_and_leaves_a_gap(log: Logged) -> None:
    assert found(log, "delinquency", DELINQUENCY_EVENTS, _without(2)) == {"I1", "I4"}


def test_a_lost_row_and_a_row_of_another_content_break_i1(log: Logged) -> None:
    def forgotten(entries: Entries) -> Entries:
        return [one for one in entries if one.key != entries[0].key]

    def otherwise(entries: Entries) -> Entries:
        last = max(n for n, one in enumerate(entries) if one.key == entries[0].key)
        value = entries[last].value or b""
        return [
            *entries[:last],
            entries[last]._replace(value=value + b"\x00"),
            *entries[last + 1 :],
        ]

    for change in (forgotten, otherwise):
        (one,) = findings(log, "delinquency", DELINQUENCY_ROWS, change)
        assert (one.invariant, one.where.startswith("row ...")) == ("I1", True)


def test_a_stale_last_word_breaks_i1(log: Logged) -> None:
    def stale(entries: Entries) -> Entries:
        again = [one for one in entries if one.key == entries[0].key]
        return [*entries, again[0]]

    (one,) = findings(log, "delinquency", ACCOUNTS, stale)
    assert (one.invariant, ACCOUNTS in one.where) == ("I1", True)


def test_a_fact_that_was_never_handled_breaks_what_follows_from_it(log: Logged) -> None:
    # As if a payment had been there all along, and no worker had ever seen it.
    def slipped(entries: Entries) -> Entries:
        return _twice(0)([entries[0], *entries[2:]])

    assert "I1" in found(log, "delinquency", PAYMENTS, slipped)


def test_a_doubled_output_breaks_i2(log: Logged) -> None:
    assert "I2" in found(log, "delinquency", DELINQUENCY_EVENTS, _twice(2))
    assert found(log, "delinquency", STANDINGS, _twice(2)) == {"I2"}


@pytest.mark.parametrize("value", [b"garbage", None])
@pytest.mark.parametrize(
    ("stage", "topic"),
    [
        ("delinquency", DELINQUENCY_EVENTS),
        ("delinquency", DEAD_LETTERS),
        ("treatment", ESCALATIONS),
    ],
)
def test_what_a_stranger_wrote_among_the_outputs_is_a_finding(
    log: Logged, stage: str, topic: str, value: bytes | None
) -> None:
    def strange(entries: Entries) -> Entries:
        return [*entries, entries[-1]._replace(offset=9_999, value=value, headers=())]

    assert "I5" in found(log, stage, topic, strange)


def test_a_watermark_that_cannot_be_read_is_a_finding(log: Logged) -> None:
    def strange(entries: Entries) -> Entries:
        mark = next(one for one in entries if one.key == WATERMARK_KEY)
        return [*entries, mark._replace(offset=9_999, value=b"garbage")]

    assert found(log, "delinquency", STANDINGS, strange) >= {"I2"}


def test_a_position_that_cannot_be_read_is_a_finding(log: Logged) -> None:
    def junk(entries: Entries) -> Entries:
        return [*entries, entries[-1]._replace(offset=9_999, key=b"\x00position", value=b"junk")]

    (one,) = findings(log, "delinquency", DELINQUENCY_ROWS, junk)
    assert (one.invariant, one.says) == ("I1", "the position cannot be read")


def test_a_lost_and_a_doubled_watermark_are_found(log: Logged) -> None:
    def marked(entries: Entries) -> int:
        return next(n for n, one in enumerate(entries) if one.key == WATERMARK_KEY)

    assert "I1" in found(log, "delinquency", STANDINGS, lambda e: _without(marked(e))(e))
    assert "I2" in found(log, "delinquency", STANDINGS, lambda e: _twice(marked(e))(e))


def test_escalations_that_are_lost_or_made_up_break_i3(log: Logged) -> None:
    assert "I3" in found(log, "treatment", ESCALATIONS, _without(1))
    assert "I3" in found(log, "treatment", ESCALATIONS, _twice(1))


def test_what_stands_in_the_wrong_order_breaks_i4(log: Logged) -> None:
    def swapped(entries: Entries) -> Entries:
        keys = [one.key for one in entries]
        key = next(key for key in keys if keys.count(key) > 1)
        first, second = [n for n, one in enumerate(keys) if one == key][:2]
        turned = list(entries)
        turned[first], turned[second] = entries[second], entries[first]
        return turned

    assert found(log, "delinquency", DELINQUENCY_EVENTS, swapped) == {"I4"}


def test_a_source_that_does_not_exist_breaks_i5(log: Logged) -> None:
    def strange(entries: Entries) -> Entries:
        made = ((SOURCE, b"payments.posted/0/99999"),)
        return [entries[0]._replace(headers=made), *entries[1:]]

    def nameless(entries: Entries) -> Entries:
        return [entries[0]._replace(headers=()), *entries[1:]]

    assert "I5" in found(log, "treatment", ESCALATIONS, nameless)
    assert "I5" in found(log, "delinquency", DELINQUENCY_EVENTS, strange)


def test_an_input_that_waits_too_long_breaks_i6(log: Logged) -> None:
    def later(milliseconds: int) -> Callable[[Entries], Entries]:
        last = max(one.timestamp for entries in log.entries.values() for one in entries)
        return lambda entries: [
            *entries,
            entries[-1]._replace(offset=entries[-1].offset + 1, timestamp=last + milliseconds),
        ]

    assert found(log, "delinquency", PAYMENTS, later(29_000)) == set()
    assert found(log, "delinquency", PAYMENTS, later(31_000)) == {"I6"}


def test_personal_data_in_headers_and_reasons_breaks_i7(log: Logged) -> None:
    def header(entries: Entries) -> Entries:
        return [
            entries[0]._replace(headers=(*entries[0].headers, ("customer", b"c-1"))),
            *entries[1:],
        ]

    def named(entries: Entries) -> Entries:
        letters = [dead_letters.decode(one.value) for one in entries]
        nth = next(n for n, one in enumerate(letters) if one.key and one.stage == "delinquency")
        key = (letters[nth].key or b"").decode()
        told = dead_letters.encode(replace(letters[nth], detail=f"of {key}: 3"))
        return [*entries[:nth], entries[nth]._replace(value=told.value), *entries[nth + 1 :]]

    assert "I7" in found(log, "delinquency", DELINQUENCY_EVENTS, header)
    assert "I7" in found(log, "delinquency", DEAD_LETTERS, named)


def test_inputs_whose_beginning_is_gone_are_said_to_prove_nothing(log: Logged) -> None:
    short = Logged(log.entries, {(PAYMENTS, 0): 5})
    (one,) = checked(SPECS["delinquency"], PARTITIONS, short, Limits()).findings
    assert (one.where, "cannot be recomputed" in one.says) == (f"{PAYMENTS}/0", True)


def test_every_invariant_is_told_in_a_sentence() -> None:
    assert list(INVARIANTS) == [f"I{number}" for number in range(1, 8)]


@pytest.mark.parametrize("kept", [0.0, 0.5])
def test_rows_that_were_lost_are_told_from_everything_that_follows(
    log: Logged, kept: float
) -> None:
    def cut(entries: Entries) -> Entries:
        return entries[: int(len(entries) * kept)]

    longest = max(range(PARTITIONS), key=lambda n: len(log.of(DELINQUENCY_ROWS, n)))
    assert broken(log, "delinquency", DELINQUENCY_ROWS, cut).behind == (longest,)
    for topic in (PAYMENTS, STANDINGS, ESCALATIONS):
        assert broken(log, "delinquency", topic, cut).behind == ()


def test_what_was_said_while_the_log_was_read_is_no_loss_of_rows(log: Logged) -> None:
    rows = {n: log.of(DELINQUENCY_ROWS, n)[:-40] for n in range(PARTITIONS)}
    entries = {**log.entries, **{(DELINQUENCY_ROWS, n): found for n, found in rows.items()}}
    read_at = min(rows_of(found).moved_at for found in rows.values())
    going_on = Logged(entries, log.begins, until_ms=read_at)
    spec = SPECS["delinquency"]
    assert checked(spec, PARTITIONS, going_on, Limits(deadline_ms=0)).behind == ()
    later = Logged(entries, log.begins)
    assert checked(spec, PARTITIONS, later, Limits(deadline_ms=0)).behind == (0, 1)


def test_a_partition_without_a_position_never_moved() -> None:
    newest = {PAYMENTS: (9, 60_000)}
    (one,) = checks.of_progress("delinquency", 0, rows_of([]), newest, 30_000)
    assert one.says == "handled up to 0 of 10, and nothing ever moved"
