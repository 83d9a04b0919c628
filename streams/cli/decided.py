"""What a person decided, as the record that is sent of it: refused here where its reader would."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from streams.cli.faults import UsageFault
from streams.terms.account_facts import RefusalResolved
from streams.terms.customer_facts import CustomerRefusalResolved
from streams.terms.days import Instant, instant_of
from streams.terms.field_facts import (
    AgentCounselled,
    AreaRefusalResolved,
    IncidentCleared,
    VisitApproved,
    VisitRefused,
)
from streams.terms.records import Outgoing
from streams.terms.routes import ACCOUNT_DECISIONS, CUSTOMER_DECISIONS, FIELD_DECISIONS
from streams.terms.step import Reject
from streams.wire import account_facts, customer_facts, field_facts
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.limits import DECISION_LENGTH_MAX

Resolved = RefusalResolved | CustomerRefusalResolved | AreaRefusalResolved
Decided = Resolved | VisitApproved | VisitRefused | IncidentCleared | AgentCounselled

DECODES: Mapping[str, Callable[[str, bytes | None, bytes | None], object]] = {
    ACCOUNT_DECISIONS: account_facts.decode,
    CUSTOMER_DECISIONS: customer_facts.decode,
    FIELD_DECISIONS: field_facts.decode,
}
"""How the records of each topic of decisions are read."""

# Control characters, halves of a character, and ends of a line or paragraph: none is for a line.
_UNSAID = frozenset({"Cc", "Cs", "Zl", "Zp"})


def require_line(option: str, text: str) -> None:
    """Raise UsageFault for a text that is no line that anybody could read, or too long for one."""
    if len(text) > DECISION_LENGTH_MAX:
        raise UsageFault(
            f"{option} has {len(text):,} characters, and {DECISION_LENGTH_MAX:,} fit: say it"
            " shorter, nothing was sent"
        )
    odd = next((each for each in text if unicodedata.category(each) in _UNSAID), None)
    if odd is not None:
        raise UsageFault(
            f"{option} holds a character that is not for a line of text (U+{ord(odd):04X}): say it"
            " without, nothing was sent"
        )


def record_of(decision: Decided, source: str) -> Outgoing:
    """Return the record of a decision; raises UsageFault where a worker would refuse it."""
    sent = encode_fact(decision, Stamp(occurred_at=now(), source=source))
    read = DECODES[sent.topic](sent.topic, sent.key, sent.value)
    if isinstance(read, Reject):
        raise UsageFault(f"a worker would refuse the decision, so nothing was sent: {read.detail}")
    return sent


def now() -> Instant:
    """Return the moment at which a person decides."""
    return instant_of(datetime.now(UTC))
