"""A policy document: TOML text in, a policy or every fault of the text out.

>>> parse("policy_id = 'house", "house.toml")[0].rule
'not_toml'
"""

import tomllib
from bisect import bisect_right
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from msgspec import Struct, structs

from streams.policy.agreement import check_agreement, check_currencies, turning_days
from streams.policy.climbing import check_ladders
from streams.policy.fault import Faults, PolicyFault
from streams.policy.ledger import LedgerRules
from streams.policy.ledger_agreement import check_ledger_currencies
from streams.policy.ledger_values import check_ledger_values
from streams.policy.reading import read, refuse_floats
from streams.policy.reporting_agreement import check_reported_codes
from streams.policy.resolving import resolve
from streams.policy.rules import Rules
from streams.policy.sections import Sections, read_sections
from streams.policy.strategy_agreement import check_rows, check_traits
from streams.policy.succession import check_succession
from streams.policy.values import check_values
from streams.policy.visit_values import check_visit_rules
from streams.policy.wording import check_words
from streams.policy.wording_agreement import check_rungs_named
from streams.policy.words import Name, Text
from streams.terms.days import Day


class Policy(Struct, frozen=True, kw_only=True):
    """A sound document: who it is, what stands in it, and the rules of each day.

    `digest` is the SHA-256 of the document's UTF-8 bytes, in hex. `turns` are the days on which
    the rules change; `between` holds the rules before, between and after them.
    """

    policy_id: str
    version: str
    digest: str
    sections: Sections
    turns: tuple[Day, ...]
    between: tuple[Rules, ...]

    def on(self, day: Day) -> Rules:
        """Return the rules in force on a day: the same object all through an interval."""
        return self.between[bisect_right(self.turns, day)]


class _Head(Struct, frozen=True, kw_only=True):
    policy_id: Name
    version: Text


def digest_of(text: str) -> str:
    """Return the digest of a document: the SHA-256 of its UTF-8 bytes, in hex."""
    return sha256(text.encode()).hexdigest()


def parse(text: str, name: str) -> Policy | tuple[PolicyFault, ...]:
    """Return the policy of a TOML document, or every fault found in it; `name` is the file's."""
    faults = Faults(name)
    raw = _tables(text, faults)
    if raw is None:
        return tuple(faults.found)
    head = read(_Head, {k: v for k, v in raw.items() if k in _Head.__struct_fields__}, "", faults)
    sections = _checked(raw, faults)
    return tuple(faults.found) if faults or head is None else _policy(head, sections, text)


def _tables(text: str, faults: Faults) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except RecursionError:
        faults.add("-", "not_toml", "mend the text: its tables or lists are nested too deep")
    except tomllib.TOMLDecodeError as broken:
        faults.add("-", "not_toml", f"mend the text: {broken}")
    except ValueError:
        faults.add("-", "not_toml", "mend the text: a number in it has thousands of digits")
    return None


def _checked(raw: dict[str, Any], faults: Faults) -> Sections:
    refuse_floats(raw, "", faults)
    sections = read_sections(raw, faults)
    whole = frozenset(n for n, s in sections.each() if len(s) == _listed(raw, n))
    check_succession(sections, whole, faults)
    check_values(sections, faults)
    check_ledger_values(sections.ledger, faults)
    check_ladders(sections, faults)
    check_traits(sections, faults)
    check_rows(sections, faults)
    check_visit_rules(sections, faults)
    check_words(sections.words, faults)
    if "ladders" in whole:
        check_rungs_named(sections, faults)
    if "bureau" in whole:
        check_reported_codes(sections, faults)
    check_agreement(sections, whole, faults)
    pair = {"amount_bands", "tolerance"}
    if pair <= whole and pair <= raw.keys():
        check_currencies(sections, faults)
        check_ledger_currencies(sections, faults)
    return sections


def _listed(raw: dict[str, Any], name: str) -> int:
    listed = raw.get(name, [])
    return len(listed) if isinstance(listed, list) else -1


def _policy(head: _Head, sections: Sections, text: str) -> Policy:
    digest = digest_of(text)
    turns = turning_days(sections)
    # The rules of the day before the first turn stand for all time before it.
    days = [Day(turns[0] - 1), *turns] if turns else [Day(0)]
    return Policy(
        policy_id=head.policy_id,
        version=head.version,
        digest=digest,
        sections=sections,
        turns=tuple(turns),
        between=_sharing(resolve(sections, head.policy_id, digest, day) for day in days),
    )


def _sharing(resolved: Iterable[Rules]) -> tuple[Rules, ...]:
    """Give intervals between which lateness is reckoned alike the same object for it."""
    known: dict[str, LedgerRules] = {}
    return tuple(
        structs.replace(rules, ledger=known.setdefault(rules.ledger.key, rules.ledger))
        for rules in resolved
    )
