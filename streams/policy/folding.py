r"""Texts as they are looked through: what only looks different is the same, and nothing is hidden.

>>> folded("\uff4aa\u034fil"), folded("黑\ufe0f名\u3164单")
('jail', '黑名单')
"""

import re
import unicodedata
from typing import NamedTuple

# Marks on letters, what joins them, and what formats them: none of them is a letter to a reader.
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
# Unicode has these fillers as letters, and shows nothing in their place.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")


# Letters of other scripts that look like a Latin one, both by code and by letter.
_ALIKE = dict(
    zip(
        "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441"
        "\u0442\u0443\u0445\u0456\u0455\u0458\u0501\u04bb"
        "\u03b1\u03b2\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u0131\u0261",
        "abekmhopctyxisjdhabeikvoptuxig",
        strict=True,
    )
)
_TRADITIONAL = dict(
    zip(
        "傳檢機關執強責報處後負嚴著讓點氣煩於眾衆張貼發遊單賴戶户貸還舊養賬帳給個為會實學網錢們話鄰領門終訴馬"
        "傾蕩產産響聯繫係親訊錄録現緝為國場爾嗎誰隻壞樣動書債務",
        "传检机关执强责报处后负严着让点气烦于众众张贴发游单赖户户贷还旧养账账给个为会实学网钱们话邻领门终诉马"
        "倾荡产产响联系系亲讯录录现缉为国场尔吗谁只坏样动书债务",
        strict=True,
    )
)
_LOOKS = str.maketrans({**_ALIKE, **_TRADITIONAL})
# What stands in the place of a value parts words; all other signs part nothing.
_SIGNS = re.compile(r"(?!\N{OBJECT REPLACEMENT CHARACTER})[^\w\s]|_")
# A blank after the end of a sentence stays one: what follows is said anew.
_SENTENCE = re.compile(r"[.!?;:](?=\s)")


class Looks(NamedTuple):
    """A text in small letters: with blanks for signs, with nothing for them, and without blanks."""

    spaced: str
    joined: str
    bare: str


def looked_through(text: str) -> Looks:
    """Return a text as it is searched for words, however they are written and broken up."""
    plain = folded(folded(text).casefold()).translate(_LOOKS)
    parted = _SENTENCE.sub(" \N{OBJECT REPLACEMENT CHARACTER} ", plain)
    spaced, joined = (" ".join(_SIGNS.sub(sign, parted).split()) for sign in (" ", ""))
    return Looks(spaced, joined, "".join(_SIGNS.sub("", plain).split()))


def folded(text: str) -> str:
    """Return a text without regard to width of letters, marks on them, and what nobody sees."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(map(_digit, filter(_is_seen, apart)))


def _is_seen(letter: str) -> bool:
    return letter not in _FILLERS and unicodedata.category(letter) not in _UNSEEN


def _digit(letter: str) -> str:
    # The digits of every script have a worth.
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
