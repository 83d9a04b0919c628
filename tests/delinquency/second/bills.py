"""What statements oblige to, after corrections, voids, waived charges and confirmed fraud."""

from dataclasses import dataclass

from streams.terms.account_facts import StatementIssued
from streams.terms.case_facts import FraudConfirmed, FraudReported
from streams.terms.charge_facts import (
    ChargePosted,
    ChargeWaived,
    StatementCorrected,
    StatementVoided,
)
from streams.terms.days import Day
from tests.delinquency.second.known import Known
from tests.delinquency.second.purses import PRINCIPAL_FIRST, Part, Purse

_BILLED_FIRST = ("cost", "penalty", "fee", "interest")


@dataclass(frozen=True)
class Bill:
    """A statement as it stands: what it closed with, and the purses it brings in, each in time.

    `credit_minor` is how much of a credit balance its own obligation has swallowed.
    """

    name: str
    closed: Day
    due: Day
    total_minor: int
    credit_minor: int
    purses: tuple[Purse, ...]


@dataclass(frozen=True)
class ChargeNet:
    """A charge less what was waived of it, on the statement that holds it."""

    charge: ChargePosted
    net_minor: int
    statement_id: str | None


def bills(known: Known, currency: str) -> list[Bill]:
    """Return the statements of a ledger that stand, by close and id."""
    found = statements(known, currency)
    nets = charges(known, currency)
    return [_bill(known, statement, nets) for statement in found]


def statements(known: Known, currency: str) -> list[StatementIssued]:
    """Return the statements that were not voided, by close and id."""
    voided = {void.statement_id for void in known.every(StatementVoided)}
    found = [
        statement
        for statement in known.every(StatementIssued)
        if statement.currency == currency and statement.statement_id not in voided
    ]
    return sorted(found, key=lambda s: (s.closed_on, s.statement_id))


def charges(known: Known, currency: str) -> list[ChargeNet]:
    """Return the charges of a ledger by id, each with the first statement that closes after it."""
    found = []
    for charge in known.every(ChargePosted):
        if charge.currency == currency:
            waived = sum(
                waiver.amount_minor
                for waiver in known.every(ChargeWaived)
                if waiver.charge_id == charge.charge_id and waiver.currency == currency
            )
            holders = [
                statement.statement_id
                for statement in statements(known, currency)
                if statement.closed_on >= charge.effective_on
            ]
            net = max(0, charge.amount_minor - waived)
            found.append(ChargeNet(charge, net, holders[0] if holders else None))
    return found


def _bill(known: Known, statement: StatementIssued, nets: list[ChargeNet]) -> Bill:
    correction = _correction(known, statement)
    old, new = _own(statement), None if correction is None else _own(correction)
    stands: StatementIssued | StatementCorrected = statement
    if correction is not None and new is not None and new <= old:
        stands = correction
    ours = [net for net in nets if net.statement_id == statement.statement_id]
    due = known.due_day(statement.due_on)
    own = Purse(
        due,
        statement.closed_on,
        statement.statement_id,
        statement.statement_id,
        _counted(known, _waived(_parts(stands), ours), ours),
    )
    purses = [own]
    if correction is not None and new is not None and new > old:
        purses.append(_extra(known, statement, correction, new - old))
    _confirm_fraud(known, statement, purses)
    return Bill(
        statement.statement_id,
        statement.closed_on,
        due,
        # A corrected total is what the statement ought to have closed with.
        statement.total_due_minor if correction is None else correction.total_due_minor,
        _swallowed(statement if correction is None else correction),
        tuple(purses),
    )


def _extra(
    known: Known, statement: StatementIssued, correction: StatementCorrected, minor: int
) -> Purse:
    # A correction dated before the close cannot enter before what it corrects.
    entered = max(correction.effective_on, statement.closed_on)
    part = ("principal", "principal" in known.rules.ledger.counts)
    # Nothing is due before it is billed, whatever date the correction repeats.
    due = known.due_day(Day(max(correction.due_on, entered)))
    return Purse(due, entered, correction.correction_id, statement.statement_id, {part: minor})


def _correction(known: Known, statement: StatementIssued) -> StatementCorrected | None:
    found = [
        correction
        for correction in known.every(StatementCorrected)
        if correction.statement_id == statement.statement_id
        and correction.currency == statement.currency
    ]
    return max(found, key=lambda c: (c.effective_on, c.correction_id), default=None)


def _gross(billed: StatementIssued | StatementCorrected) -> int:
    return max(0, billed.min_due_minor - billed.past_due_included_minor)


def _own(billed: StatementIssued | StatementCorrected) -> int:
    return max(0, _gross(billed) - billed.credit_applied_minor)


def _swallowed(billed: StatementIssued | StatementCorrected) -> int:
    # A credit beyond the minimum swallowed no more than the minimum.
    return min(_gross(billed), billed.credit_applied_minor)


def _parts(billed: StatementIssued | StatementCorrected) -> dict[str, int]:
    left, parts = _own(billed), {}
    for component in _BILLED_FIRST:
        parts[component] = max(0, min(left, int(getattr(billed, f"{component}_minor"))))
        left -= parts[component]
    parts["principal"] = left
    return parts


def _waived(parts: dict[str, int], ours: list[ChargeNet]) -> dict[str, int]:
    for net in ours:
        component = net.charge.kind.lower()
        waived = net.charge.amount_minor - net.net_minor
        parts[component] -= min(waived, parts[component])
    return parts


def _counted(known: Known, parts: dict[str, int], ours: list[ChargeNet]) -> dict[Part, int]:
    missing: dict[Part, int] = {}
    left = dict(parts)
    for net in ours:
        counts, component = net.charge.counts_for_dpd, net.charge.kind.lower()
        if counts is not None:
            share = min(net.net_minor, left[component])
            left[component] -= share
            missing[component, counts] = missing.get((component, counts), 0) + share
    for component, minor in left.items():
        part = (component, component in known.rules.ledger.counts)
        missing[part] = missing.get(part, 0) + minor
    return missing


def _confirm_fraud(known: Known, statement: StatementIssued, purses: list[Purse]) -> None:
    # Confirmed fraud never was owed: it is off the obligation before anybody could pay it.
    confirmed = {end.fraud_id for end in known.every(FraudConfirmed)}
    total = 0
    for report in known.every(FraudReported):
        named = report.statement_id == statement.statement_id
        if named and report.currency == statement.currency and report.fraud_id in confirmed:
            total += report.amount_minor
    own = _own(statement)
    purses[0].take(total, PRINCIPAL_FIRST)
    for extra in purses[1:]:
        # What is more than the statement itself obliged to is off what its correction owes.
        extra.take(max(0, total - own), PRINCIPAL_FIRST)
