r"""Texts as they are looked through: what only looks different is the same, and nothing is hidden.

>>> folded("\uff4aa\u034fil"), folded("黑\ufe0f名\u3164单")
('jail', '黑名单')
"""

import unicodedata

# Marks on letters, what joins them, and what formats them: none of them is a letter to a reader.
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
# Unicode has these fillers as letters, and shows nothing in their place.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")


def folded(text: str) -> str:
    """Return a text without regard to width of letters, marks on them, and what nobody sees."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(map(_digit, filter(_is_seen, apart)))


def _is_seen(letter: str) -> bool:
    return letter not in _FILLERS and unicodedata.category(letter) not in _UNSEEN


def _digit(letter: str) -> str:
    # The digits of every script have a worth.
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
