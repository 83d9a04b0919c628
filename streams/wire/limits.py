"""What a value must keep to, whatever it means: how long a text or list is, where a place lies.

>>> bad_id("NOTICE_SENT", "visit_id", "v1") is None
True
>>> bad_place("latitude_microdegrees", 121_544_400).rule
'place_out_of_range'
"""

from collections.abc import Sequence

from streams.terms.step import Reject

# A product choice: room for any uuid, hash or composed key, and none for a document in a key.
ID_LENGTH_MAX = 128

# Product choices: a code or a line, not a document; what a person decided may take a page.
TEXT_LENGTH_MAX = 256
DECISION_LENGTH_MAX = 4_000

# A product choice: more than a day of any area or the windows of any visit.
LIST_LENGTH_MAX = 1_000

# 90 degrees from the equator, 180 from Greenwich.
PLACES = {"latitude_microdegrees": 90_000_000, "longitude_microdegrees": 180_000_000}


def bad_id(kind: str, name: str, text: str) -> Reject | None:
    """Return the rule that an id breaks that has to be there, or None."""
    if not text:
        return Reject("field_missing", f"{kind} needs {name}, and it is empty")
    return bad_text(name, text)


def bad_text(name: str, text: str) -> Reject | None:
    """Return the rule that an id breaks that may be empty, or None."""
    if len(text) <= ID_LENGTH_MAX:
        return None
    return Reject("id_too_long", f"{name} has {len(text)} characters")


def bad_length(name: str, values: Sequence[object]) -> Reject | None:
    """Return the rule that a list breaks by its length, or None."""
    if len(values) <= LIST_LENGTH_MAX:
        return None
    return Reject("list_too_long", f"{name} has {len(values)} entries, and {LIST_LENGTH_MAX} fit")


def bad_place(name: str, value: int) -> Reject | None:
    """Return the rule that a latitude or longitude breaks that is none on earth, or None."""
    if abs(value) <= PLACES[name]:
        return None
    return Reject("place_out_of_range", f"{name} is more than {PLACES[name]} from zero")
