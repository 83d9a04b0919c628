"""What no text to a customer says: phrases, why, and the rule that forbids them, as data.

A document may add phrases of its own and never takes one away. Texts are compared without regard
to case, width of letters, line ends, and, in Chinese, blanks.

>>> forbidden_in("You will be  ARRESTED.")
('arrested', 'a threat of punishment')
>>> forbidden_in("将您列入 黑\u200b名单")[0]
'黑名单'
>>> forbidden_in("We arrange a plan.") is None
True
"""

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct


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
            *("summons", "subpoena", "court order", "warrant", "law enforcement", "bailiff"),
        ),
    ),
    Forbidden(
        why="a threat of punishment",
        source=f"{_BAN}; 商业银行信用卡业务监督管理办法 art. 68; CONC 7.9.14 R",
        zh=(
            *("逮捕", "拘留", "拘捕", "抓捕", "坐牢", "判刑", "通缉", "刑事责任"),
            *("报警处理", "抓你", "抓您"),
        ),
        en=(
            *("arrest", "arrested", "jail", "prison", "imprisonment", "criminal charges"),
            *("criminal offence", "prosecute", "prosecuted", "the police will"),
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
            "expose you",
            "publish your name",
            "publish your photo",
            "public list",
            "name and shame",
        ),
    ),
    Forbidden(
        why="an invented blacklist",
        source=_BAN,
        zh=("黑名单", "老赖", "黑户", "禁止出境", "限制高消费", "限制乘坐"),
        en=("blacklist", "blacklisted", "black list", "travel ban", "no-fly list"),
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
            *("final warning", "last warning", "last chance", "sue you", "for life", "ruin"),
            *("never get credit", "lose everything", "seize your"),
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
            for verb in ("tell", "inform", "notify", "contact", "call")
            for whom in (
                *("family", "employer", "neighbours", "neighbors", "relatives"),
                *("friends", "colleagues", "wife", "husband", "parents"),
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
    close, wide = _patterns((*_WHY, *more))
    plain = _plain(text)
    found = wide.search(plain) or close.search(re.sub(r"\s", "", plain))
    if found is None:
        return None
    said = next(p for p in (*_WHY, *more) if _plain(p) == found[0] or _close(p) == found[0])
    return said, _WHY.get(said, _OF_THE_DOCUMENT)


@lru_cache(maxsize=32)
def _patterns(phrases: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds phrases written without blanks between words, and those written with."""
    bare = [_close(p) for p in phrases if not p.isascii()]
    words = [_plain(p) for p in phrases if p.isascii()]
    either = "|".join(map(re.escape, bare)) or r"(?!)"
    return re.compile(either), re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


def _close(phrase: str) -> str:
    return re.sub(r"\s", "", _plain(phrase))


def _plain(text: str) -> str:
    folded = (
        unicodedata.normalize("NFKC", text)
        .casefold()
        .replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    )
    seen = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return re.sub(r"\s+", " ", seen).strip()
