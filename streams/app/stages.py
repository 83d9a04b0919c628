"""The stages bound to their bytes: the only place where plain functions and codecs meet."""

from typing import Any

from msgspec.structs import replace

from streams.app.labels import (
    account_label,
    area_label,
    customer_label,
    describe_delinquency,
    describe_field,
    describe_treatment,
)
from streams.delinquency import packing as account_rows
from streams.delinquency import stage as delinquency
from streams.delinquency.rows import AccountRow
from streams.engine.stage import Parts, StageSpec
from streams.field import packing as area_rows
from streams.field import stage as field
from streams.field.rows import AreaRow
from streams.policy import document
from streams.policy.document import Policy
from streams.terms import routes
from streams.terms.account_facts import AnyAccountFact, RecordRefused
from streams.terms.control import PolicyPublished
from streams.terms.customer_facts import AnyCustomerFact, CustomerRecordRefused
from streams.terms.days import Day
from streams.terms.delinquency_notices import AnyDelinquencyNotice
from streams.terms.field_facts import AnyFieldFact, AreaRecordRefused
from streams.terms.field_notices import AnyFieldNotice
from streams.terms.identity import stable_id
from streams.terms.records import DeadLetter, Outgoing
from streams.terms.step import Reject
from streams.terms.treatment_notices import AnyTreatmentNotice
from streams.treatment import packing as customer_rows
from streams.treatment import stage as treatment
from streams.treatment.rows import CustomerRow
from streams.wire import (
    account_facts,
    control,
    customer_facts,
    dead_letters,
    field_facts,
    field_notices,
    notices_out,
)
from streams.wire.frames import named_id
from streams.wire.plain import Unreadable


def rulebook(published: PolicyPublished) -> Policy | Reject:
    """Read a published policy; a faulty document or digest is refused by rule."""
    read = document.parse(published.document, published.policy_id)
    if not isinstance(read, Policy):
        return Reject("policy_has_faults", "; ".join(str(fault) for fault in read[:3]))
    if read.digest != published.digest:
        return Reject("policy_digest_differs", f"the document's own digest is {read.digest}")
    return read


def _refused_account(key: str, origin: str, rule: str, on: Day) -> RecordRefused:
    event_id = stable_id("refused", origin)
    return RecordRefused(
        event_id=event_id, account_id=key, effective_on=on, origin=origin, rule=rule
    )


def _refused_customer(key: str, origin: str, rule: str, on: Day) -> CustomerRecordRefused:
    event_id = stable_id("refused", origin)
    return CustomerRecordRefused(
        event_id=event_id, customer_id=key, effective_on=on, origin=origin, rule=rule
    )


def _refused_area(key: str, origin: str, rule: str, on: Day) -> AreaRecordRefused:
    event_id = stable_id("refused", origin)
    return AreaRecordRefused(event_id=event_id, area=key, effective_on=on, origin=origin, rule=rule)


def _dead_letter(letter: DeadLetter) -> Outgoing:
    # What a stranger wrote into the record may not fit the letter; the bytes themselves are kept.
    named = named_id(letter.value)
    is_whole = named is not None and named < 2**31
    return dead_letters.encode(replace(letter, schema_id=named if is_whole else None))


def _letter_of(value: bytes | None) -> str:
    """Name the stage a letter is from; what a stranger left among the letters is from none."""
    try:
        return dead_letters.decode(value).stage
    except Unreadable:
        return ""


DELINQUENCY: StageSpec[AccountRow, AnyAccountFact, AnyDelinquencyNotice, Any] = StageSpec(
    routes=routes.DELINQUENCY,
    decode=account_facts.decode,
    blank=delinquency.blank,
    apply=delinquency.apply,
    turn=lambda row, rules, as_of, _newest: delinquency.turn(row, rules, as_of),
    pack=account_rows.pack,
    unpack=account_rows.unpack,
    label=account_label,
    encode=notices_out.encode_delinquency,
    describe=describe_delinquency,
    refused=_refused_account,
    dead_letter=_dead_letter,
    watermark=control.encode_watermark,
    passed=control.watermark_in,
    letter_of=_letter_of,
    control=control.decode_control,
    rulebook=rulebook,
    shortcuts=("bookmark",),
)
TREATMENT: StageSpec[CustomerRow, AnyCustomerFact, AnyTreatmentNotice, Any] = StageSpec(
    routes=routes.TREATMENT,
    decode=customer_facts.decode,
    blank=treatment.blank,
    apply=treatment.apply,
    turn=treatment.turn,
    pack=customer_rows.pack,
    unpack=customer_rows.unpack,
    label=customer_label,
    encode=notices_out.encode_treatment,
    describe=describe_treatment,
    refused=_refused_customer,
    dead_letter=_dead_letter,
    watermark=control.encode_watermark,
    passed=control.watermark_in,
    letter_of=_letter_of,
    control=control.decode_control,
    rulebook=rulebook,
)
FIELD: StageSpec[AreaRow, AnyFieldFact, AnyFieldNotice, Any] = StageSpec(
    routes=routes.FIELD,
    decode=field_facts.decode,
    blank=field.blank,
    apply=field.apply,
    turn=field.turn,
    pack=area_rows.pack,
    unpack=area_rows.unpack,
    label=area_label,
    parts=Parts(
        head=area_rows.head,
        changed=area_rows.changed,
        join=area_rows.join,
        is_whole=area_rows.is_whole,
    ),
    encode=field_notices.encode_field,
    describe=describe_field,
    refused=_refused_area,
    dead_letter=_dead_letter,
    watermark=control.encode_watermark,
    passed=control.watermark_in,
    letter_of=_letter_of,
    control=control.decode_control,
    rulebook=rulebook,
)
SPECS: dict[str, StageSpec[Any, Any, Any, Any]] = {
    "delinquency": DELINQUENCY,
    "treatment": TREATMENT,
    "field": FIELD,
}
