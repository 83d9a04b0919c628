"""The page on home visits tells of each alert when it comes, who has to do what, and its cure."""

import re
from pathlib import Path
from typing import get_args

from schemas.catalog import schema_of, topics
from streams.terms.field_notices import FieldEventKind

PAGE = (Path(__file__).parents[2] / "docs" / "visits.md").read_text(encoding="utf-8")
_ALERTS = PAGE.partition("\n## Alerts\n")[2].partition("\n## ")[0]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in _ALERTS.splitlines()
    if line.startswith("| `")
]


def test_every_alert_has_its_row_and_no_other_has() -> None:
    assert [row[0] for row in ROWS] == [f"`{kind}`" for kind in sorted(get_args(FieldEventKind))]


def test_each_row_says_when_who_and_what_cures_it() -> None:
    assert [row[0] for row in ROWS if len(row) != 4 or not all(row)] == []


def test_a_record_that_a_row_names_is_some_topic_s() -> None:
    known = {
        word
        for doc in topics()
        if doc.records
        for word in schema_of(doc.name)["fields"][1]["type"]["symbols"]
    }
    named = {word for row in ROWS for word in re.findall(r"`([A-Z_]+)`", " ".join(row))}
    assert named > set(get_args(FieldEventKind))
    assert named - known == set()
