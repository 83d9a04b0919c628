"""The limits of the Chinese pack, written down by hand from the regulations, not from the pack."""

from datetime import date

HOUSE_ZONE = "Asia/Shanghai"
# Inside the law's 8 to 22 (GB/T 45251-2025, 5.3), which hold where the customer is.
HOUSE_HOURS = (9 * 60, 18 * 60)
LAW_HOURS = (8 * 60, 22 * 60)
CONTACTS_A_DAY = 1
ANSWERED_CALLS_A_DAY = 3
TRIES_A_NUMBER_A_DAY = 6
REST_DAYS_AFTER_A_TALK = 2
DAYS_A_PROMISE_IS_AWAITED = 3
DAYS_BETWEEN_VISITS = 14
TRIES_BEFORE_A_VISIT = 3
BY_PEOPLE = {"PHONE", "VISIT"}
ANSWERED = {"WRONG_PARTY", "RIGHT_PARTY", "REFUSED", "PROMISED", "DISPUTED"}
TALKED = ANSWERED - {"WRONG_PARTY"}
REACHED_NOBODY = {"WRONG_PARTY", "RETURNED", "FAILED"}
AFTER_WHICH_ONE_MAY_GO_AGAIN = {"NOT_HOME", "MET_PROMISE", "REFUSED_TO_PAY"}
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
