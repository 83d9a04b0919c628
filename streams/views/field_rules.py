"""Rules of the field that are no entry of the policy, in plain words and with their source."""

from collections.abc import Mapping

from msgspec import Struct

_SEAM = "what was authorised ends in an outcome, product choice"
_PEOPLE = "two fit agents on the day itself (CN26 art. 22), product choice"

_TOLD = "the customer is told of day and time before (CONC 7.9.12-13 R), product choice"


class HouseRule(Struct, frozen=True):
    """A rule: the clause that tells it, and where it comes from."""

    says: str
    source: str


FIELD_RULES: Mapping[str, HouseRule] = {
    "address_not_placed": HouseRule(
        "nobody has said where the address is", "a crew needs a way, product choice"
    ),
    "agent_absent": HouseRule("one of the agents cannot come", _PEOPLE),
    "agent_at_two_doors": HouseRule("one of the agents was at another door just then", _PEOPLE),
    "agent_not_rostered": HouseRule("one of the agents is not on the day's roster", _PEOPLE),
    "arrived_on_another_day": HouseRule(
        "the crew came on another day than the customer was told of", _TOLD
    ),
    "arrived_outside_plan": HouseRule(
        "the crew came at another time than the customer was told of", _TOLD
    ),
    "left_before_arrival": HouseRule(
        "the crew left before it arrived, as the sheet says", "the visit sheet, product choice"
    ),
    "no_check_in": HouseRule(
        "the crew told an outcome and no arrival", "the visit sheet, product choice"
    ),
    "no_day_left": HouseRule(
        "no day is left on which a crew could come and the customer be told before",
        "the notice of visits in the policy (CONC 7.9.12-13 R)",
    ),
    "no_plan_by_deadline": HouseRule(
        "the planner did not answer in time", "a visit is never lost, product choice"
    ),
    "not_approved_in_time": HouseRule(
        "nobody approved the visit in time", "the approval of visits in the policy"
    ),
    "not_granted_on_its_day": HouseRule(
        "it was planned for a day on which it was not allowed", "only a tick authorises"
    ),
    "plan_gone": HouseRule("its plan was taken back before the crew was let go", _SEAM),
    "plan_outside_grant": HouseRule(
        "it was planned for other hours than it was allowed for", _SEAM
    ),
    "safety_stop_without_incident": HouseRule(
        "the crew broke the visit off in danger, and nobody reported it",
        "who met danger rests, and nobody else goes there, product choice",
    ),
    "stale_stop": HouseRule(
        "the planner named a visit that is not the one asked for any more",
        "a plan is checked stop by stop, product choice",
    ),
    "visited_without_leave": HouseRule(
        "the crew made the visit although nobody had let it go",
        "nobody visits without leave of the day, product choice",
    ),
    "visit_rules_not_in_force": HouseRule(
        "the policy has no rules for visits on the day",
        "what is not known is not allowed, product choice",
    ),
}
