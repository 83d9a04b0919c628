"""The words of a crew's day sheet, by language; they stand in `pages/day_sheet.LANGUAGE.toml`.

>>> SHEET_WORDS["zh"]["area"], SHEET_WORDS["en"]["area"]
('服务区', 'Area')
"""

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import get_args

from streams.policy.word_shapes import Language

_PAGES = resources.files("streams.views") / "pages"


def _words(language: Language) -> Mapping[str, str]:
    return tomllib.loads((_PAGES / f"day_sheet.{language}.toml").read_text(encoding="utf-8"))


SHEET_WORDS: Mapping[Language, Mapping[str, str]] = {
    language: _words(language) for language in get_args(Language)
}
