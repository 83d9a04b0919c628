"""A customer whose cycle closes are reported to a bureau, and notices of that."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from streams.policy.bands import DayBand
from streams.policy.contact import ContactRules
from streams.policy.ledger import Bureau, Classification, LedgerRules
from streams.policy.reporting import Effective, Notice, Reporting
from streams.policy.rules import Ladder, Rules, Rung
from streams.terms.contact_facts import ContactMade
from streams.terms.days import Day
from streams.terms.standing import LedgerStanding
from tests.treatment.world import DUE_ON, LADDER, RULES, Customer, id_of, local

STEPS = (DayBand(id="1", from_days=1), DayBand(id="2", from_days=31))
CODES = Bureau(
    statuses=Classification(id="status", lowest="N", bands=STEPS),
    marks=Classification(id="marks", lowest="N", bands=STEPS),
    charged_off="G",
    sold="C",
    history_max=4,
)
NOTICE = Notice(rule="CN.bureau.notice", sent_days=14, held_days=10)
REPORTING = Reporting(rule="bureau", not_adverse=frozenset({"N"}), notice=NOTICE)
TELLING = Ladder(
    id="cards",
    rungs=(
        *LADDER.rungs[:2],
        Rung(id="notice", channel="SMS", at_days=2, window_days=3, purpose="BUREAU_NOTICE"),
        *LADDER.rungs[2:],
    ),
)


def reporting(notice: Notice | None = NOTICE, **ledger: Any) -> Rules:
    """Return rules under which closes are reported, and the customer is told before."""
    contact = ContactRules(
        reporting=replace(REPORTING, notice=notice), effective=Effective(rule="x", apart_days=30)
    )
    rules = replace(RULES, ladder=TELLING, contact=contact)
    return replace(rules, ledger=LedgerRules(bureau=CODES, **ledger))


def closed(history: str, days: Sequence[int], **fields: Any) -> LedgerStanding:
    """Return a ledger whose marks are of closes on some days, late where the last mark says so."""
    is_late = history[:1] not in {"", "N"}
    usual: dict[str, Any] = {
        "bureau_status": history[:1],
        "past_due_minor": 5_000 if is_late else 0,
        "oldest_due_on": DUE_ON if is_late else None,
        "episode_origin": "s1" if is_late else None,
        "first_delinquency_on": DUE_ON if is_late else None,
    }
    return LedgerStanding(
        currency="CNY",
        balance_minor=90_000,
        payment_history=history,
        closes=tuple(Day(DUE_ON + day) for day in days),
        **(usual | fields),
    )


def contact(rung: str, result: str, day: int) -> ContactMade:
    """Return what became of a contact."""
    return ContactMade(
        event_id=f"e-{rung}-{result}-{day}",
        customer_id="c1",
        effective_on=Day(DUE_ON + day),
        escalation_id=id_of(rung),
        account_id="a1",
        result=result,
        at=local(day, 12),
    )


def told(customer: Customer) -> list[str]:
    """Write what the bureau was told, for comparison."""
    return [
        " ".join(
            filter(
                None,
                (
                    each.kind.removeprefix("BUREAU_"),
                    str(each.period_on - DUE_ON),
                    f"{each.was_mark}>{each.mark}" if each.cause else each.mark,
                    each.cause,
                    "disputed" if each.disputed else "",
                ),
            )
        )
        for each in customer.bureau
    ]


def late_and_told(result: str = "DELIVERED", rules: Rules | None = None) -> Customer:
    """Return a customer late since day 0, told of the report to come on day 2."""
    customer = Customer(rules or reporting())
    customer.tick(-40)
    customer.stands(closed("N", [-22]), day=-22)
    customer.tick(-22)
    customer.stands(
        closed(
            "N",
            [-22],
            oldest_due_on=DUE_ON,
            episode_origin="s1",
            past_due_minor=5_000,
            first_delinquency_on=DUE_ON,
        ),
        day=1,
    )
    customer.tick(1)
    customer.tick(2)
    if result:
        customer.tell(contact("notice", result, 2))
    return customer
