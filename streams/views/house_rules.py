"""Every rule of the house's own that a verdict may name, in plain words and with its source.

A rule that a verdict names is either the id of an entry of the policy, which brings its source
with it, or one of these. They hold under every policy.

>>> house_rule("stop_attorney").source
'product choice (as in 12 CFR 1006.6(b))'
>>> house_rule("needs_letter_1").says
'letter 1 has not been carried out yet'
>>> house_rule("CN25.calls") is None
True
"""

import re
from collections.abc import Callable, Mapping

from streams.views.field_rules import FIELD_RULES, HouseRule

PRODUCT = "product choice"
LADDER = "the ladder's own condition"
_FOUNDED = "no contact without a founded debt on the day, product choice"


HOUSE_RULES: Mapping[str, HouseRule] = {
    "account_incomplete": HouseRule(
        "a record of the account waits in the dead letters or for a person (arrears dlq list,"
        " arrears work list), or the policy does not know its currency",
        "what is not known is not allowed, product choice",
    ),
    "address_changed": HouseRule(
        "another address is to be visited, or from another area",
        "no visit to an address that is not the one in force, product choice",
    ),
    "amount_not_asked_for": HouseRule("the amount past due is another than it is for", LADDER),
    "anchor_moved": HouseRule(
        "the oldest unpaid due date moved, and the step with it", "days follow from their due date"
    ),
    "calendar_missing": HouseRule(
        "no calendar tells whether the day is a holiday", "what is not known is not allowed"
    ),
    "complaint_open": HouseRule(
        "a complaint is open, and people leave the customer alone meanwhile", PRODUCT
    ),
    "condition_gone": HouseRule("what it waits for is there no longer", LADDER),
    "consent_refused": HouseRule(
        "the customer refuses this way of contact",
        "the customer's own word, product choice (as in 12 CFR 1006.6(e), CONC 7.9.4 R)",
    ),
    "contact_cap_of_the_day": HouseRule(
        "the contacts allowed a day are used up", "the section contacts_per_day of the policy"
    ),
    "cured": HouseRule("the past due amount was paid", _FOUNDED),
    "customer_hours": HouseRule(
        "the times that do not suit the customer leave nothing of the day",
        "the customer's own word, product choice (as in 12 CFR 1006.6(b), CONC 7.9.4 R)",
    ),
    "ground_held": HouseRule("what was owed is held: it is disputed or said to be fraud", _FOUNDED),
    "held_out_for_measurement": HouseRule(
        "it waits, so that one can tell what a second visit does",
        "the share that the policy holds out of second visits",
    ),
    "house_hours": HouseRule(
        "the house was closed already", "the section house_hours of the policy"
    ),
    "needs_more_tries": HouseRule("too few calls were tried before it", LADDER),
    "no_longer_liable": HouseRule(
        "the customer is liable for the account no longer", "CBRC Order 2011/2 art. 68: debtors"
    ),
    "no_usable_contact_point": HouseRule(
        "no number or address of the customer works", "no point, no guess: product choice"
    ),
    "customer_merged": HouseRule(
        "this customer id is that of another customer, who is spoken to instead", PRODUCT
    ),
    "done_before_merge": HouseRule(
        "it was done under the other id of the same person", "no step twice, product choice"
    ),
    "merge_to_be_confirmed": HouseRule(
        "two ids are said to be one person, and not all is known of both yet",
        "what is not known is not allowed",
    ),
    "nothing_owed": HouseRule("nothing was owed any more", _FOUNDED),
    "outage": HouseRule(
        "its window passed while no tick came", "no contact in arrears, product choice"
    ),
    "outcome_forbids": HouseRule(
        "the outcome of the visit before forbids it",
        "ACCC/ASIC debt collection guideline 2021, s. 7, and the ladder",
    ),
    "policy_not_in_force": HouseRule(
        "no ladder or house hours are in force on that day", "what is not known is not allowed"
    ),
    "protection_broken": HouseRule(
        "a second look forbids what the gate allowed; a person is told", PRODUCT
    ),
    "role_not_contacted": HouseRule(
        "only who is first liable for the account is contacted about it", PRODUCT
    ),
    "rung_withdrawn": HouseRule("the ladder has no such step any more", "the ladder in force"),
    "safety_flag": HouseRule(
        "somebody who went to the customer could come to harm, and nobody has cleared that",
        "HSE INDG73 (working alone), and the safety of crews in the policy",
    ),
    "strategy_leaves_out_channel": HouseRule(
        "the strategy leaves this channel out for such a customer", "[[strategy]] of the policy"
    ),
    "told_ahead": HouseRule(
        "something was told for a day that has not come, and nobody knows what holds until then",
        "what is not known is not allowed",
    ),
    "visit_area_unknown": HouseRule(
        "nobody knows which service area the address lies in", "no area, no crew: product choice"
    ),
    "visit_day_missed": HouseRule(
        "the day it was planned for went by, and it was not authorised on it",
        "no contact in arrears, product choice",
    ),
    "visit_forgotten": HouseRule("the step it was for is long forgotten", PRODUCT),
    "visit_given_back": HouseRule("its service area gave it back", PRODUCT),
    "visit_has_no_day_left": HouseRule(
        "its window leaves no day of which the customer could be told in time",
        "the notice of visits in the policy (CONC 7.9.12-13 R)",
    ),
    "visit_made_already": HouseRule(
        "the visit before, which had been called back, was made all the same",
        "what the crew tells holds, product choice",
    ),
    "visit_refused_by_manager": HouseRule(
        "a manager refused the visit", "the approval of visits in the policy, product choice"
    ),
    "visit_to_be_planned": HouseRule(
        "its service area is to name a day for it", "no visit without a plan, product choice"
    ),
    "window_over": HouseRule("its window was over", LADDER),
}
"""By name; what is named after something (a hold, a stop, a rung) stands in `FAMILIES`."""

HOLDS: Mapping[str, str] = {
    "bankruptcy": "a bankruptcy holds the account",
    "breathing_space": "a breathing space holds the account",
    "charged_off": "the account is charged off",
    "deceased": "a customer who is liable has died",
    "dispute": "all that is owed is disputed",
    "pause": "collection is paused",
    "plan": "a hardship plan is performed",
    "promise": "a promise to pay is open",
    "sold": "the debt is sold",
    "stale_calendar": "the calendar of business days has no table of this year",
}
_STOPS: Mapping[str, str] = {
    "attorney": "product choice (as in 12 CFR 1006.6(b))",
    "breathing_space": "product choice (as in the British Debt Respite Scheme 2020)",
    "cease_contact": "product choice (as in 12 CFR 1006.6(c))",
    "visit_ban": "ACCC/ASIC debt collection guideline 2021, s. 7",
    "vulnerable": "product choice (as in CONC 7.9.14 R for visits)",
}


def _hold(name: str) -> HouseRule:
    spelled = f"the account is held ({_plain(name)})"
    return HouseRule(HOLDS.get(name, spelled), "what holds the account, as its standing says")


def _stop(name: str) -> HouseRule:
    source = _STOPS.get(name, "no contact after a stop, on any account, product choice")
    return HouseRule(f"a stop holds ({_plain(name)})", source)


def _awaited(name: str) -> HouseRule:
    says = f"the customer told of a {_plain(name)}, and the account is to confirm it"
    return HouseRule(says, "what a customer tells holds at once, product choice")


FAMILIES: tuple[tuple[str, Callable[[str], HouseRule]], ...] = (
    ("account_hold_*", _hold),
    ("stop_*", _stop),
    ("*_to_be_confirmed", _awaited),
    (
        "class_of_*_not_asked_for",
        lambda clock: HouseRule(
            f"the clock {_plain(clock)} stands in another class than it is for", LADDER
        ),
    ),
    (
        "no_outcome_of_*",
        lambda rung: HouseRule(f"no outcome of {_plain(rung)} was recorded", LADDER),
    ),
    (
        "needs_*",
        lambda rung: HouseRule(f"{_plain(rung)} has not been carried out yet", LADDER),
    ),
)
"""Rules that are named after something; the star stands for its name."""


def house_rule(name: str) -> HouseRule | None:
    """Return what a rule of the house says, None for what is none of them."""
    known = HOUSE_RULES.get(name) or FIELD_RULES.get(name)
    if known is not None:
        return known
    for pattern, rule in FAMILIES:
        found = re.fullmatch(pattern.replace("*", "(.+)"), name)
        if found is not None:
            return rule(found[1])
    return None


def _plain(name: str) -> str:
    return name.replace("_", " ")
