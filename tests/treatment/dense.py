"""A policy under which every limit is met soon: a dense ladder, low caps, a small house."""

from msgspec.structs import replace

from streams.policy.contact import Cap, ContactRules, Demand, Gap, Hours
from streams.policy.rules import Ladder, Rung
from tests.treatment.world import HOUSE, RULES

CALLED = frozenset({"PHONE"})
WRITTEN = frozenset({"SMS", "PHONE"})
LADDER = Ladder(
    id="dense",
    rungs=(
        Rung(id="reminder", channel="SMS", at_days=-5, window_days=3),
        Rung(id="sms_1", channel="SMS", at_days=1, window_days=4),
        Rung(
            id="call",
            channel="PHONE",
            at_days=2,
            window_days=6,
            times=9,
            repeat_days=1,
            until=("PROMISED",),
        ),
        Rung(id="again", channel="PHONE", at_days=4, window_days=9, times=9, repeat_days=1),
        Rung(id="sms_2", channel="SMS", at_days=9, window_days=9, tries_min=2),
        Rung(id="letter", channel="LETTER", at_days=10, window_days=9),
        Rung(id="notice", channel="EMAIL", at_days=14, window_days=9, needs=("letter",)),
        Rung(id="visit_1", channel="VISIT", at_days=12, window_days=14, visit_number=1),
        Rung(
            id="visit_2",
            channel="VISIT",
            at_days=20,
            window_days=14,
            after_outcome_of="visit_1",
            after_days=5,
            outcomes=("NOT_HOME", "REFUSED_TO_PAY"),
            visit_number=2,
        ),
    ),
)
LIMITS = ContactRules(
    hours=(Hours(rule="law.hours", channels=WRITTEN, opens_minute=480, closes_minute=1260),),
    caps=(
        Cap(rule="law.talks", channels=CALLED, counts="CONNECTED", per="PERSON", days=1, most=2),
        Cap(rule="law.tries", channels=CALLED, counts="ATTEMPTS", per="NUMBER", days=1, most=3),
        Cap(rule="law.week", channels=CALLED, counts="ATTEMPTS", per="DEBT", days=7, most=5),
        Cap(rule="law.month", channels=WRITTEN, counts="ATTEMPTS", per="PERSON", days=28, most=14),
    ),
    gaps=(Gap(rule="law.talk", channels=CALLED, per="DEBT", days=3),),
    opt_in=(Demand(rule="law.opt_in", channels=frozenset({"EMAIL"})),),
    verified=(Demand(rule="law.sure", channels=frozenset({"VISIT"})),),
    objection_days=9,
)
STRICT = replace(RULES, ladder=LADDER, house=replace(HOUSE, contacts_per_day_max=4), contact=LIMITS)
