"""The limits of each pack, written down by hand from the regulations, not from the pack."""

from datetime import date
from typing import Literal, NamedTuple

DAYS_A_PROMISE_IS_AWAITED = 3
BY_PEOPLE = {"PHONE", "VISIT"}
ANSWERED = {"WRONG_PARTY", "RIGHT_PARTY", "REFUSED", "PROMISED", "DISPUTED"}
TALKED = ANSWERED - {"WRONG_PARTY"}
REACHED_NOBODY = {"WRONG_PARTY", "RETURNED", "FAILED"}
AFTER_WHICH_ONE_MAY_GO_AGAIN = {"NOT_HOME", "MET_PROMISE", "REFUSED_TO_PAY"}
DAYS_BETWEEN_VISITS = 14
TRIES_BEFORE_A_VISIT = 3
CONTACTS_A_DAY = 1
CALENDAR_YEAR = 2026
# Days off of 2026 as announced by the State Council, weekend days worked in return not among them.
HOLIDAYS = {
    date(2026, month, day)
    for month, days in (
        (1, (1, 2, 3)),
        (2, (15, 16, 17, 18, 19, 20, 21, 22, 23)),
        (4, (4, 5, 6)),
        (5, (1, 2, 3, 4, 5)),
        (6, (19, 20, 21)),
        (9, (25, 26, 27)),
        (10, (1, 2, 3, 4, 5, 6, 7)),
    )
    for day in days
}

Minutes = tuple[int, int]


class DebtCap(NamedTuple):
    """At most so many calls about one debt in so many days."""

    counts: Literal["TRIES", "ANSWERED"]
    days: int
    most: int


class Limits(NamedTuple):
    """What holds under one pack; hours are minutes of a day.

    `law_hours` hold where the customer is, which may be any of `anywhere` while nothing is told.
    """

    house_zone: str
    house_hours: Minutes
    law_hours: dict[str, Minutes]
    anywhere: tuple[str, ...]
    rest_days_after_a_talk: int
    rests_from_a_debt_alone: bool = False
    answered_calls_a_day: int | None = None
    tries_a_number_a_day: int | None = None
    calls_a_debt: DebtCap | None = None
    asks_consent: frozenset[str] = frozenset()
    has_visits: bool = False


def _but_letters(opens: int, closes: int) -> dict[str, Minutes]:
    return dict.fromkeys(("SMS", "EMAIL", "PHONE", "VISIT"), (opens * 60, closes * 60))


CN = Limits(
    house_zone="Asia/Shanghai",
    house_hours=(9 * 60, 18 * 60),
    # GB/T 45251-2025, 5.3: nothing from 22 to 8.
    law_hours={**_but_letters(8, 22), "LETTER": (8 * 60, 22 * 60)},
    anywhere=("Asia/Shanghai",),
    answered_calls_a_day=3,
    tries_a_number_a_day=6,
    rest_days_after_a_talk=2,
    has_visits=True,
)
US = Limits(
    house_zone="America/New_York",
    house_hours=(9 * 60, 20 * 60),
    # 12 CFR 1006.6(b)(1): not before 8, not after 21, at the consumer's place.
    law_hours=_but_letters(8, 21),
    anywhere=(
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Phoenix",
        "America/Los_Angeles",
        "America/Anchorage",
        "America/Puerto_Rico",
        "Pacific/Honolulu",
    ),
    # 12 CFR 1006.14(b)(2): seven calls in seven days a debt; the talk's day is the first of seven.
    calls_a_debt=DebtCap("TRIES", 7, 7),
    rest_days_after_a_talk=7,
    rests_from_a_debt_alone=True,
    asks_consent=frozenset({"SMS"}),
)
UK = Limits(
    house_zone="Europe/London",
    house_hours=(9 * 60, 18 * 60),
    # CONC 7.9.4 R names no hour: these are a choice.
    law_hours=_but_letters(8, 20),
    anywhere=("Europe/London",),
    calls_a_debt=DebtCap("ANSWERED", 7, 3),
    rest_days_after_a_talk=3,
)
EU = UK._replace(
    house_zone="Europe/Brussels",
    anywhere=(
        "Atlantic/Azores",
        "Europe/Lisbon",
        "Europe/Brussels",
        "Europe/Helsinki",
        "Asia/Nicosia",
    ),
)
IN = UK._replace(
    house_zone="Asia/Kolkata",
    # The circular of 2022-08-12: no calls before 8 or after 19.
    law_hours=_but_letters(8, 19),
    anywhere=("Asia/Kolkata",),
)
OF = {"cn": CN, "us": US, "uk": UK, "eu": EU, "in": IN}
