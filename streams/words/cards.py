"""Card numbers are said masked, and a number in the clear is found wherever it stands.

>>> is_masked("6225 88** **** 1234"), is_masked("6225881234561234"), is_masked("none")
(True, False, False)
>>> has_card_number("pay to 4111 1111 1111 1111 today"), has_card_number("tel. 95568")
(True, False)
"""

import re

from streams.policy.folding import folded

# The first six and the last four digits are all that is ever shown.
_SHOWN_MAX = 10
_LAST = re.compile(r"[*Xx\N{BULLET}][ -]?[0-9]{4}\Z")
# Between the groups of a number may stand what people write there, and what hides it.
_GAP = r"[\W_]{0,4}"
_GROUPS = (
    rf"(?:[0-9]{{4}}{_GAP}){{3}}[0-9]{{3,4}}(?:{_GAP}[0-9]{{1,3}})?",
    rf"[0-9]{{4}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{4,5}}",
    rf"[0-9]{{6}}{_GAP}[0-9]{{9,13}}",
    r"[0-9](?:[\W_][0-9]){14,18}",
)
_NUMBERS = tuple(re.compile(rf"(?<![0-9]){each}(?![0-9])") for each in _GROUPS)
# The first digits that issuers of cards have; a number that is a date and a count has others.
_ISSUER = re.compile(r"[3-6]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720")


def is_masked(number: str) -> bool:
    """Tell whether a card number shows its last four digits and hides what it must."""
    seen = folded(number)
    digits = sum(c.isdigit() for c in seen)
    return bool(_LAST.search(seen)) and digits <= _SHOWN_MAX


def has_card_number(text: str) -> bool:
    """Tell whether a text holds what could be a whole card number (ISO/IEC 7812)."""
    seen = folded(text)
    found = (re.sub(r"[^0-9]", "", m[0]) for each in _NUMBERS for m in each.finditer(seen))
    return any(_ISSUER.match(number) and _checks(number) for number in found)


def _checks(number: str) -> bool:
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(number)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0  # noqa: PLR2004 - two digits
