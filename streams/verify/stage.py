"""One stage checked against its log: everything recomputed, each invariant looked at."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from msgspec import Struct

from schemas.catalog import topics
from streams.engine.stage import StageSpec
from streams.terms.routes import (
    CLOCK,
    CORRECTIONS,
    DEAD_LETTERS,
    DELINQUENCY_EVENTS,
    DUES,
    ESCALATIONS,
    FIELD_EVENTS,
    FIELD_PLANNING,
    POLICY,
    PROMISE_STATUS,
    VISITS,
    WORK_ITEMS,
    StageRoutes,
)
from streams.terms.step import Reject
from streams.verify import checks
from streams.verify.alike import alike
from streams.verify.cuts import cuts_of
from streams.verify.findings import Checked, Finding
from streams.verify.fold import Said
from streams.verify.logged import Entry, Logged, is_compacted
from streams.verify.recomputed import Inputs, recomputed
from streams.verify.rows import Rows, behind, is_handled, rows_of, whole
from streams.verify.texts import personal_in
from streams.wire import dead_letters
from streams.wire.plain import read
from streams.wire.watermarks import WATERMARK_KEY

Spec = StageSpec[Any, Any, Any, Any]

# Topics that share one numbering, under the field that says of whom.
NUMBERED = {
    "delinquency": (
        "account_id",
        (DELINQUENCY_EVENTS, CORRECTIONS, PROMISE_STATUS, DUES, WORK_ITEMS),
    ),
    "treatment": ("customer_id", (ESCALATIONS,)),
    "field": ("area", (VISITS, FIELD_PLANNING, FIELD_EVENTS)),
}


class Limits(Struct, frozen=True, kw_only=True):
    """What is asked of a run: how long an input may wait."""

    deadline_ms: int = 30_000


def inputs_of(routes: StageRoutes) -> tuple[str, ...]:
    """Return the topics a stage is computed from."""
    return (*routes.facts, CLOCK, POLICY)


def outputs_of(routes: StageRoutes) -> tuple[str, ...]:
    """Return the topics a stage writes, but for its rows."""
    own = (one.name for one in topics() if one.owner == routes.name and one.name != routes.rows)
    return (*own, DEAD_LETTERS)


def topics_of(stages: Iterable[StageRoutes]) -> list[str]:
    """Return what has to be read to check stages, each once: the rows first (see `logged.read`)."""
    every = list(stages)
    wanted = [one.rows for one in every]
    wanted += [topic for one in every for topic in (*inputs_of(one), *outputs_of(one))]
    return list(dict.fromkeys(wanted))


def unheard() -> None:
    """Hear nothing of how far a check has come."""


def checked(
    spec: Spec,
    partitions: int,
    log: Logged,
    limits: Limits,
    passed: Callable[[], None] = unheard,
) -> Checked:
    """Return what was looked at in a stage, and every violation found.

    `passed` hears of each partition that has been recomputed.
    """
    stage, findings = spec.routes.name, list(_gone(spec, partitions, log))
    logged = _logged(spec, partitions, log)
    last: dict[tuple[str, bytes], bytes | None] = {}
    stood: dict[int, Rows] = {}
    facts = ticks = rows_held = 0
    for number in range(partitions):
        rows = whole(spec.parts, spec.pack, rows_of(log.of(spec.routes.rows, number)))
        stood[number] = rows
        cuts = cuts_of(spec, number, log, rows)
        should = recomputed(spec, Inputs(number, partitions, log, rows, cuts), logged)
        mine = {o: said for o, said in logged.items() if is_handled(o, number, rows)}
        findings += cuts.findings
        findings += checks.of_positions(stage, number, rows)
        findings += checks.of_outputs(stage, should, mine)
        same = partial(alike, spec, cuts.applied[-1] if cuts.applied else None)
        findings += checks.of_rows(stage, number, should, rows, same)
        findings += checks.of_progress(
            stage, number, rows, _newest(spec, number, log), limits.deadline_ms
        )
        last |= should.last
        facts, ticks = facts + should.facts, ticks + len(cuts.applied)
        rows_held += len(should.framed)
        passed()
    said = list(_entries(spec, partitions, log))
    compacted = ((t, e) for t, _, e in said if is_compacted(t))
    findings += checks.of_last_words(stage, last, compacted)
    findings += checks.of_numbers(stage, _numbered(stage, said))
    located = [(where, entry) for _, where, entry in said]
    inputs = _offsets(spec, partitions, log)
    findings += checks.of_origins(stage, located, inputs)
    findings += checks.of_headers(stage, located)
    findings += _letters(spec, said, personal_in(log))
    return Checked(
        stage=stage,
        facts=facts,
        ticks=ticks,
        outputs=len(said),
        rows=rows_held,
        findings=tuple(sorted(set(findings))),
        # What is said now may be newer than the rows, which were read before it.
        behind=behind(
            (e for _, e in located if e.timestamp <= log.until_ms - limits.deadline_ms),
            stood,
            inputs,
        ),
    )


def _gone(spec: Spec, partitions: int, log: Logged) -> Iterator[Finding]:
    """Yield the inputs whose first records were deleted: nothing can be recomputed from them."""
    for topic in (*spec.routes.facts, CLOCK):
        for number in range(partitions):
            begin = log.begins.get((topic, number), 0)
            if begin > 0:
                says = f"begins at {begin}: what stood before cannot be recomputed"
                yield Finding(
                    invariant="I5", stage=spec.routes.name, where=f"{topic}/{number}", says=says
                )


def _entries(spec: Spec, partitions: int, log: Logged) -> Iterator[tuple[str, str, Entry]]:
    """Yield what the stage wrote: topic, place, record; letters of other stages are not its own."""
    # What is no letter at all is from no stage, and each of them reports it.
    mine = {spec.routes.name, ""}
    for topic in outputs_of(spec.routes):
        for number in range(partitions):
            for entry in log.of(topic, number):
                if topic != DEAD_LETTERS or spec.letter_of(entry.value) in mine:
                    yield topic, f"{topic}/{number}/{entry.offset}", entry


def _logged(spec: Spec, partitions: int, log: Logged) -> dict[str, list[Said]]:
    found: defaultdict[str, list[Said]] = defaultdict(list)
    for topic, _, entry in _entries(spec, partitions, log):
        if not is_compacted(topic):
            found[entry.origin or ""].append((topic, entry.key or b"", entry.value))
    return dict(found)


def _newest(spec: Spec, number: int, log: Logged) -> dict[str, tuple[int, int]]:
    newest: dict[str, tuple[int, int]] = {}
    for topic in (*spec.routes.facts, CLOCK):
        for entry in log.of(topic, number):
            if entry.timestamp <= log.until_ms:
                newest[topic] = entry.offset, entry.timestamp
    return newest


def _numbered(
    stage: str, said: Iterable[tuple[str, str, Entry]]
) -> Iterator[tuple[str, str, str, int]]:
    field, numbered = NUMBERED[stage]
    for topic, where, entry in said:
        if topic in numbered and entry.key != WATERMARK_KEY:
            # What cannot be read has no number; it is nothing that the facts lead to, either.
            record = read(topic, entry.value)
            if not isinstance(record, Reject):
                yield topic, where, str(record[field]), int(record["source_seq"])


def _offsets(spec: Spec, partitions: int, log: Logged) -> dict[str, frozenset[int]]:
    return {
        f"{topic}/{number}": frozenset(entry.offset for entry in log.of(topic, number))
        for topic in (*spec.routes.facts, CLOCK, POLICY)
        for number in range(partitions)
    }


def _letters(
    spec: Spec, said: Iterable[tuple[str, str, Entry]], personal: frozenset[str]
) -> Iterator[Finding]:
    for topic, where, entry in said:
        if topic == DEAD_LETTERS and spec.letter_of(entry.value):
            detail = dead_letters.decode(entry.value).detail
            yield from checks.of_words(spec.routes.name, where, detail, personal)
