"""What a cycle close is reported as: a status code, and a mark in front of the payment history.

Source: the Metro 2 format (statuses 11, 71, 78 and so on; 24 marks, newest first), as the policy
pack gives its codes. The state is that of the close, whenever the report is sent.

>>> from streams.policy.bands import DayBand
>>> from streams.policy.ledger import Classification
>>> codes = Classification(id="status", lowest="11", bands=(DayBand(id="71", from_days=30),))
>>> marks = Classification(id="marks", lowest="0", bands=(DayBand(id="1", from_days=30),))
>>> us = Bureau(statuses=codes, marks=marks, charged_off="97", sold="05", history_max=3)
>>> reported(us, "000", 29), reported(us, "000", 30)
(('11', '000'), ('71', '100'))
"""

from streams.policy.ledger import Bureau


def reported(bureau: Bureau, history: str, days: int) -> tuple[str, str]:
    """Return status and history after a cycle close so many contractual days late."""
    mark = bureau.marks.class_of(days)
    return bureau.statuses.class_of(days), (mark + history)[: bureau.history_max]


def final_status(bureau: Bureau, life: str) -> str | None:
    """Return the status of an account that no longer ages, None for one that does."""
    return {"charged_off": bureau.charged_off, "sold": bureau.sold}.get(life)
