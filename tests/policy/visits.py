"""The sound document of these tests with home visits ruled, and ways to spoil it."""

from streams.policy.visit_words import VISIT_RULES
from tests.policy.bank import GOOD, broken_rules
from tests.policy.test_contact import CALENDAR, HOLIDAY, SURE

HEAD = """
source = "product choice"
clause = "-"
force = "product"
confidence = "product"
from = 2026-01-01
status = "in_force"
"""
MONTHS = "months = [\n" + '  { opens = "08:00", closes = "17:00" },\n' * 12 + "]"
KEYS = {
    "LAST_RESORT": "tries_min = 1\ntries_days_min = 1",
    "TWO_AGENTS": "agents_min = 2",
    "CERTIFIED": 'certificates = ["LAW", "SAFETY"]\ndays_max = 365\ntraining_days = 30',
    "VISIT_HOURS": 'opens = "09:30"\ncloses = "17:30"',
    "NOTICE": "days = 3",
    "RECORDING": "gap_seconds_max = 30\nkeep_years = 5",
    "LEAVE": "leave_minutes_max = 1\nvisit_minutes_max = 30",
    "SAFETY": "check_out_minutes = 15\nvisits_per_day_max = 6\nvisits_per_week_max = 24\n"
    'clearing_roles = ["officer"]',
    "SECOND_VISIT": 'approving_roles = ["manager"]\napproval_days = 5\noutcome_days = 3\n'
    "apart_days = 10\nother_lead = true",
    "DAYLIGHT": MONTHS,
    "PLANNING": "answer_hours = 6\nspeed_kmh_max = 60",
    "HELD_OUT": "percent = 20\ndays = 7",
}
"""The keys of each kind that has any."""

ALL_BUT_RECALLED = (
    '["NOT_HOME", "ADDRESS_WRONG", "MET_PAID", "MET_PROMISE", "MET_PLAN_ASKED", "MET_DISPUTE",'
    ' "REFUSED_TO_PAY", "REFUSED_VISIT", "THIRD_PARTY_ONLY", "VULNERABLE_STOP", "SAFETY_STOP"]'
)
_ASKS = 'needs = ["letter"], tries_min = 1, tries_days_min = 1'
LADDER = GOOD.replace("visit_number = 1 }", f"visit_number = 1, {_ASKS} }}").replace(
    "visit_number = 2,", f"visit_number = 2, {_ASKS},"
)


def rule(kind: str, keys: str | None = None, since: str = "2026-01-01") -> str:
    """Return an entry of one kind, with other keys or from another day on."""
    given = KEYS.get(kind, "") if keys is None else keys
    head = HEAD.replace("2026-01-01", since)
    return f'[[visit_rules]]\nid = "b.v.{kind.lower()}"{head}visit_rule = "{kind}"\n{given}\n\n'


RULES: dict[str, str] = {kind: rule(kind) for kind in VISIT_RULES}
TEXT = "\n".join((LADDER, HOLIDAY, CALENDAR, SURE, *RULES.values()))
"""A sound document in which visits are ruled from 2026 on."""


def with_rule(kind: str, text: str) -> str:
    """Return the sound text with the entry of a kind written otherwise."""
    assert TEXT.count(RULES[kind]) == 1
    return TEXT.replace(RULES[kind], text)


def swapped(old: str, new: str) -> str:
    """Return the sound text with one place changed; it must be found exactly once."""
    assert TEXT.count(old) == 1, f"{old!r} stands {TEXT.count(old)} times in the sound document"
    return TEXT.replace(old, new)


def faults(kind: str, keys: str) -> list[tuple[str, str]]:
    """Return what is refused where the entry of a kind has these keys."""
    return broken_rules(with_rule(kind, rule(kind, keys)))


def place(kind: str) -> str:
    """Return where the entry of a kind stands."""
    return f"visit_rules[{VISIT_RULES.index(kind)}]"
