"""The check puts rows together that are kept in parts, and finds a part that does not fit."""

import pytest

from streams.terms.routes import FIELD_ROWS
from streams.verify.logged import Entry, Logged
from tests.verify.test_violations import Entries, found
from tests.verify.worlds import played


@pytest.fixture(scope="module")
def crews() -> Logged:
    """Play a log in which an area has agents."""
    return played(1).logged()


def test_a_part_lost_broken_or_of_no_row_breaks_i1(crews: Logged) -> None:
    def is_part(one: Entry) -> bool:
        return b"\x00" in (one.key or b"")[1:]

    def last(entries: Entries) -> Entry:
        return [one for one in entries if is_part(one)][-1]

    def lost(entries: Entries) -> Entries:
        return [one for one in entries if one.key != last(entries).key]

    def spoilt(entries: Entries) -> Entries:
        return [*entries, last(entries)._replace(value=(last(entries).value or b"")[:-1])]

    def beside(entries: Entries) -> Entries:
        return [*entries, last(entries)._replace(key=(last(entries).key or b"") + b"-more")]

    def orphan(entries: Entries) -> Entries:
        return [*entries, last(entries)._replace(key=b"nowhere\x00agent/ag1")]

    assert found(crews, "field", FIELD_ROWS, lambda entries: entries) == set()
    for change in (lost, spoilt, beside, orphan):
        assert found(crews, "field", FIELD_ROWS, change) == {"I1"}, change.__name__
