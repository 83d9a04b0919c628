"""What no text to a customer says: phrases, why, and the rule that forbids them, as data.

A document may add phrases of its own and never takes one away. Texts are compared as they look:
without regard to case, width, invisible letters, punctuation, line ends, traditional characters,
letters of other scripts that look like ours and, in Chinese, blanks.

>>> forbidden_in("You will be  ARRESTED.")
('arrested', 'a threat of punishment')
>>> forbidden_in("将您列入 黑\u200b名单")[0]
'黑名单'
>>> forbidden_in("We arrange a plan.") is None
True
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from streams.policy.folding import looked_through


class Forbidden(Struct, frozen=True, kw_only=True):
    """Phrases forbidden for one reason; the source is the rule that was read or reported."""

    why: str
    source: str
    zh: tuple[str, ...]
    en: tuple[str, ...]


_BAN = "金融机构个人消费类贷款催收工作指引(试行), prohibitions"

FORBIDDEN = (
    Forbidden(
        why="posing as an authority or a court",
        source=f"{_BAN}; 银行保险机构消费者权益保护管理办法 art. 41",
        zh=(
            *("本法院", "我院", "法院传票", "传票", "法警", "立案通知", "强制执行通知"),
            *("公安局通知", "公安机关通知", "警方通知", "检察院通知", "派出所通知"),
        ),
        en=(
            *("on behalf of the court", "on behalf of the police", "we are the police"),
            *("summons", "summonsed", "summoned", "subpoena", "subpoenas", "subpoenaed"),
            *("court order", "court orders", "warrant", "warrants", "law enforcement"),
            *("bailiff", "bailiffs"),
        ),
    ),
    Forbidden(
        why="a threat of punishment",
        source=f"{_BAN}; 商业银行信用卡业务监督管理办法 art. 68; CONC 7.9.14 R",
        zh=(
            *("逮捕", "拘留", "拘捕", "抓捕", "坐牢", "判刑", "通缉", "刑事责任"),
            *("报警", "抓你", "抓您", "抓人", "抓走", "坐监"),
        ),
        en=(
            *("arrest", "arrests", "arrested", "arresting", "jail", "jails", "jailed", "jailing"),
            *("prison", "prisons", "imprison", "imprisoned", "imprisonment", "detained"),
            *("criminal charge", "criminal charges", "criminal offence", "criminal offense"),
            *("prosecute", "prosecutes", "prosecuted", "prosecuting", "prosecution"),
            *("the police will", "call the police"),
        ),
    ),
    Forbidden(
        why="a threat",
        source=f"{_BAN}; 治安管理处罚法 (2025) art. 50; 12 CFR 1006.14(a)",
        zh=(
            "后果自负",
            "一切后果",
            "严重后果",
            "走着瞧",
            "让你好看",
            "小心点",
            "不客气",
            "找你麻烦",
        ),
        en=(
            *("or else", "you will regret", "face the consequences", "bear the consequences"),
            *("suffer the consequences", "we know where you", "watch your back"),
        ),
    ),
    Forbidden(
        why="public exposure",
        source=f"{_BAN}; CONC 7.9.3 G",
        zh=("曝光", "公之于众", "张贴", "公示您", "公示你", "群发", "游街"),
        en=(
            *("expose you", "exposing you", "exposed you", "publish your name"),
            *("publishing your name", "publish your photo", "publishing your photo"),
            *("public list", "public lists", "name and shame", "naming and shaming"),
        ),
    ),
    Forbidden(
        why="an invented blacklist",
        source=_BAN,
        zh=("黑名单", "老赖", "黑户", "禁止出境", "限制高消费", "限制乘坐"),
        en=(
            *("blacklist", "blacklists", "blacklisted", "blacklisting"),
            *("black list", "black lists", "black listed", "black listing"),
            *("travel ban", "travel bans", "no-fly list", "no-fly lists"),
        ),
    ),
    Forbidden(
        why="exaggeration",
        source=_BAN,
        zh=(
            "最后通牒",
            "最后警告",
            "立即起诉",
            "马上起诉",
            "倾家荡产",
            "终身",
            "影响子女",
            "影响您的子女",
        ),
        en=(
            *("final warning", "final warnings", "last warning", "last warnings", "last chance"),
            *("sue you", "sued you", "suing you", "for life", "ruin", "ruins", "ruined", "ruining"),
            *("never get credit", "lose everything", "losing everything"),
            *("seize your", "seizes your", "seizing your"),
        ),
    ),
    Forbidden(
        why="telling others",
        source=f"{_BAN}; 商业银行信用卡业务监督管理办法 art. 68; CONC 7.9.7",
        zh=(
            *("通知您的家人", "通知你的家人", "告知您的家人", "告诉你的家人", "联系您的家人"),
            *("通知您的单位", "通知你的单位", "告知您的单位", "联系您的单位", "通知您的亲友"),
            *("联系您的亲友", "通知村委", "通知居委", "您的通讯录", "你的通讯录"),
        ),
        en=tuple(
            f"{verb} your {whom}"
            for verb in (
                *("tell", "telling", "told", "inform", "informing", "informed"),
                *("notify", "notifying", "notified", "contact", "contacting", "contacted"),
                *("call", "calling", "called"),
            )
            for whom in (
                *("family", "employer", "neighbours", "neighbors", "relatives"),
                *("friends", "colleagues", "wife", "husband", "parents"),
                *("spouse", "boss"),
            )
        ),
    ),
    Forbidden(
        why="payment past the bank, or new debt",
        source=f"{_BAN}; 互联网金融逾期债务催收自律公约(试行) art. 19",
        zh=("以贷还贷", "借新还旧", "以卡养卡", "私人账户", "我的账户", "我的微信", "现金交给"),
        en=("my own account", "my private account", "new loan", "borrow from", "pay me in cash"),
    ),
)
"""What no text says in any pack."""

_WHY = {phrase: one.why for one in FORBIDDEN for phrase in (*one.zh, *one.en)}
_OF_THE_DOCUMENT = "the document forbids it"


def forbidden_in(text: str, more: tuple[str, ...] = ()) -> tuple[str, str] | None:
    """Return the first forbidden phrase of a text and why, or None; `more` are a document's own."""
    return next(iter(all_forbidden_in(text, more)), None)


def all_forbidden_in(text: str, more: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """Return every forbidden phrase of a text and why; of phrases in each other the longest."""
    close, wide, known = _patterns((*_WHY, *more))
    looks = looked_through(text)
    found = [(wide, looks.spaced), (wide, looks.joined), (close, looks.bare)]
    said = [known[match[0]] for pattern, look in found for match in pattern.finditer(look)]
    return tuple((phrase, _WHY.get(phrase, _OF_THE_DOCUMENT)) for phrase in dict.fromkeys(said))


_Patterns = tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]


@lru_cache(maxsize=32)
def _patterns(phrases: tuple[str, ...]) -> _Patterns:
    """Return what finds phrases written without blanks between words, and those written with.

    The third is the phrase for each thing found.
    """
    bare = {looked_through(p).bare: p for p in reversed(phrases) if not p.isascii()}
    words = {looked_through(p).spaced: p for p in reversed(phrases) if p.isascii()}
    close = re.compile(_either(bare))
    # A word ends where its letters end; a digit or a Chinese character beside it is no part of it.
    wide = re.compile(rf"(?<![a-z])(?:{_either(words)})(?![a-z])")
    return close, wide, {**bare, **words}


def _either(phrases: Iterable[str]) -> str:
    # The longest first, so that a phrase is not named by a part of it.
    longest = sorted(filter(None, phrases), key=lambda p: (-len(p), p))
    return "|".join(map(re.escape, longest)) or r"(?!)"
