"""What the page of rejects says beside a rule: the names of its family, and what to do."""

FAMILIES = {
    "<what>_amount_must_be_positive": ("payment", "reversal", "instalment", "fact"),
    "<what>_ends_before_it_begins": ("pause", "liability"),
    "<what>_start_at_<first>": (("bands", "0"), ("bands", "1"), ("orders", "0"), ("statuses", "0"),
                                ("marks", "0")),
    "<what>_do_not_rise": ("bands", "orders", "statuses", "marks"),
    "<name>_day_outside_its_year": ("closed", "worked"),
    "<what>_listed_twice": ("clock", "component"),
}  # fmt: skip
"""The words that stand in the place of the brackets, per family of rules."""

_PRODUCER = "mend the producer, and send the fact anew under a new event id"
_ENCODING = "let the producer write a schema of this topic from docs/topics.md, and send it anew"
_KEY = "send the fact anew under the key that docs/topics.md names for the topic"

CURES = {
    "agent_has_too_many_details": "use the same id for the same certificate, shift, case or"
    f" incident, and settle what is open; {_PRODUCER}",
    "area_has_too_many_agents": "use the same id for the same agent, or split the area;"
    f" {_PRODUCER}",
    "area_has_too_many_incidents": "use the same id for the same incident, or split the area;"
    f" {_PRODUCER}",
    "area_has_too_many_visits": "split the area: no crews make so many visits",
    "arrival_at_unknown_visit": "check visit and area: the crew's device names a visit that was"
    " never asked for here",
    "arrival_without_agents": f"name who has arrived, the lead first; {_PRODUCER}",
    "certificate_ends_before_it_begins": f"mend the days of the certificate; {_PRODUCER}",
    "certificate_from_the_future": "send it when it is issued, or mend its business day;"
    f" {_PRODUCER}",
    "check_out_without_arrival": "send the check-in first, or check visit and area",
    "decision_for_unknown_visit": "check visit and area; a decision needs a visit that was asked"
    " for",
    "incident_at_unknown_visit": "check visit and area, or report the incident without a visit",
    "incident_of_several_customers": "clear it in the area whose crew has met with it, or settle"
    " with both areas whose incident it is; nobody goes to any of them meanwhile",
    "incident_told_otherwise": "give each incident an id of its own; what is on record stands",
    "notice_names_no_plan": "copy starts_at of the plan in visits into the notice that tells of it:"
    " the attempt had several",
    "notice_of_another_plan": "tell the customer that nobody comes then; where visits has another"
    " plan, tell of that one, and copy its attempt and starts_at",
    "notice_of_unknown_visit": "check visit and area; a notice needs a visit that was asked for",
    "outcome_before_its_visit": "check visit and instant; an outcome needs a crew that was let"
    " go and has begun",
    "outcome_of_unknown_visit": "check visit and area; an outcome needs a visit that was asked for",
    "plan_answered_already": "nothing: the first answer stands; see that one planner alone"
    " answers an area",
    "plan_for_other_input": "answer the question that is open, and name its digest",
    "plan_not_asked_for": "answer only questions of field.planning, and name their plan_id",
    "role_may_not_clear": "let somebody in a role that policy names clear the incident",
    "role_may_not_decide": "let somebody in a role that policy names decide about the visit",
    "visits_elsewhere_negative": "write how many visits the agent makes elsewhere in that week,"
    f" 0 or more; {_PRODUCER}",
    "<what>_amount_must_be_positive": f"write an amount above 0; to take money back is a fact of"
    f" its own (a reversal, a refund); {_PRODUCER}",
    "<what>_ends_before_it_begins": f"put the end on the first day or behind it; {_PRODUCER}",
    "account_has_too_many_cases": "look into the source: no account has so many pauses, disputes"
    " and promises; end or leave out what is none",
    "account_has_too_many_facts": "look into the source: no account is billed and paid so often"
    " within the late horizon; a policy with a shorter horizon holds fewer",
    "account_needs_a_currency": f"name the currencies that the account is billed in; {_PRODUCER}",
    "amount_too_large": f"check that it is in minor units and counted once; {_PRODUCER}",
    "amount_unwritable": "give the amount in an ISO-4217 currency",
    "bytes_unreadable": _ENCODING,
    "card_number_in_the_clear": "find the field that holds it; give it masked, or leave it out",
    "card_number_not_masked": "mask all but the last four digits, and at most the first six",
    "code_unknown": f"write one of the codes named; {_PRODUCER}",
    "contact_has_another_result": "the first result stands; if it is wrong, settle that with the"
    " one who recorded it",
    "contact_lies_ahead": f"send what became of a contact once it was made; {_PRODUCER}",
    "contact_result_does_not_fit": f"write a result of this channel from docs/topics.md;"
    f" {_PRODUCER}",
    "contact_result_unknown": f"write one of the results that docs/topics.md lists; {_PRODUCER}",
    "currency_unknown": f"write a three-letter ISO-4217 code; {_PRODUCER}",
    "currency_without_ledger": "send the change of currency (CURRENCY_CHANGED) first if the account"
    " has this currency now, else mend the currency; then send the fact anew",
    "customer_has_too_many_details": "look into the source: nobody has so many numbers, zones or"
    " times; name a thing by one id for good",
    "customer_merged_with_itself": f"name the other customer; {_PRODUCER}",
    "day_out_of_range": f"write days from 1970-01-01; {_PRODUCER}",
    "decision_day_outside_horizon": "decide anew with a day inside the late horizon"
    " (`arrears work decide`)",
    "fact_dated_too_far_ahead": "mend the date; if it is right, send it anew nearer to its day",
    "field_missing": f"fill the field; {_PRODUCER}",
    "id_too_long": f"shorten the id; {_PRODUCER}",
    "instalment_due_before_agreement": f"date the instalment on or behind the day it was agreed;"
    f" {_PRODUCER}",
    "instalments_are_missing": f"name at least one instalment; {_PRODUCER}",
    "instalments_too_many": f"agree on fewer instalments, or in two plans; {_PRODUCER}",
    "instant_out_of_range": f"write microseconds from 1970-01-01 in UTC; {_PRODUCER}",
    "key_does_not_match": _KEY,
    "key_in_wrong_partition": "as the sentence says; then send the fact anew",
    "key_missing": _KEY,
    "key_not_printable": _KEY,
    "key_not_utf8": _KEY,
    "letter_field_missing": "give the field: without it the letter is not lawful",
    "list_too_long": f"send fewer: a plan has a day's stops, a crew its agents; {_PRODUCER}",
    "magic_byte_wrong": "write Confluent's frame (a byte 0, four bytes of schema id) before the"
    " record, and send it anew",
    "merge_has_another_role": "the role on record stands; ask the customer master which of the two"
    " survives, and send another merge under an id of its own",
    "merge_is_of_another_customer": "give each merge an id of its own, the same on both sides;"
    f" {_PRODUCER}",
    "moved_contents_unreadable": "only the treatment stage writes moves: find who else does; a"
    " worker older than the one that wrote it has to be brought up to date",
    "outcome_for_no_authorised_visit": "check visit and account; an outcome needs a visit that was"
    " AUTHORISED",
    "payment_instant_far_from_value_date": f"mend the instant or the value date; {_PRODUCER}",
    "place_incomplete": f"write latitude and longitude, or none of them; {_PRODUCER}",
    "place_out_of_range": f"write microdegrees, the latitude as the latitude; {_PRODUCER}",
    "policy_digest_differs": "publish the document anew; its bytes were changed on the way",
    "policy_has_faults": "`arrears policy check FILE` tells each fault with its cure; mend them and"
    " publish it anew",
    "promise_is_incomplete": f"write amount, currency and day of the promise, or none of them;"
    f" {_PRODUCER}",
    "promise_without_its_result": f"write PROMISED or MET_PROMISE, or leave the promise out;"
    f" {_PRODUCER}",
    "quiet_time_is_no_time": f"write two different minutes from 0 to 1440; {_PRODUCER}",
    "quota_out_of_range": f"write 0 to 99 calls; {_PRODUCER}",
    "result_for_no_authorised_contact": "check escalation and account; a result needs a contact"
    " that was AUTHORISED, and one of an agency is an AGENCY_CONTACTED",
    "review_item_cannot_be_applied": "as the sentence says",
    "review_item_decided_already": "nothing; a decision stands",
    "review_item_unknown": "`arrears work list` shows what waits; it may be settled by now",
    "schema_id_unknown": _ENCODING,
    "schema_not_of_this_topic": _ENCODING,
    "score_out_of_range": f"write 1 to 5; {_PRODUCER}",
    "statement_due_date_precedes_close": f"mend one of the two dates; {_PRODUCER}",
    "statement_part_must_not_be_negative": f"write the parts as 0 or more; {_PRODUCER}",
    "stop_has_another_kind": "lift the stop and place another one under an id of its own",
    "stop_kind_unknown": f"write one of the kinds that docs/topics.md lists; {_PRODUCER}",
    "template_unsound": "judge the document (`arrears policy check`), which names what is wrong",
    "text_too_long": f"shorten the text, or leave it out; {_PRODUCER}",
    "too_many_facts_wait_for_review": "decide what waits (`arrears work list`), then send it anew",
    "type_unknown": f"write one of the types that docs/topics.md lists for the topic; {_PRODUCER}",
    "value_missing": f"these topics take no tombstones; {_PRODUCER}",
    "visit_has_another_outcome": "the first outcome stands; if it is wrong, settle that with the"
    " one who recorded it",
    "visit_number_unknown": f"write the number of a visit of the ladder; {_PRODUCER}",
    "visit_outcome_unknown": f"write one of the outcomes that docs/topics.md lists; {_PRODUCER}",
    "weekday_unknown": f"write MON, TUE, WED, THU, FRI, SAT or SUN; {_PRODUCER}",
    "words_field_missing": "give the field, or let the text ask whether it is defined",
    "words_forbidden": "say it otherwise; where a name or reason brought it in, a person writes",
    "words_missing": "add a text for this channel, purpose and language to [[words]]",
    "zone_unknown": f"write an IANA time zone such as Asia/Shanghai; {_PRODUCER}",
}
"""What to do about a rule, where the sentence it says does not tell it already."""


def names_of(rule: str) -> tuple[str, ...]:
    """Return every name that a rule has; a family without words of its own stays as it is.

    >>> names_of("<what>_ends_before_it_begins")
    ('pause_ends_before_it_begins', 'liability_ends_before_it_begins')
    """
    if rule not in FAMILIES:
        return (rule,)
    return tuple(_filled(rule, (w,) if isinstance(w, str) else w) for w in FAMILIES[rule])


def _filled(rule: str, words: tuple[str, ...]) -> str:
    for word in words:
        before, _, rest = rule.partition("<")
        rule = before + word + rest.partition(">")[2]
    return rule
