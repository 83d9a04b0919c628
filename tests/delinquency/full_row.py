"""A row in which no field is empty: what its bytes must keep."""

from streams.delinquency.chapters import marks_of, written
from streams.delinquency.journal import (
    Episode,
    Journal,
    LedgerJournal,
    Offer,
    SaidDue,
    SaidLedger,
    SaidPromise,
    SaidStanding,
)
from streams.delinquency.ledger_state import (
    Bookmark,
    CreditUsed,
    Held,
    LedgerState,
    OpenCase,
    Part,
    Slot,
    Tally,
)
from streams.delinquency.rows import (
    AccountRow,
    Billed,
    Contested,
    Facts,
    Holds,
    Noted,
    Opening,
    Paid,
    Reversed,
    Waiting,
)
from streams.terms.days import Day, Instant

_OPENING = Opening("c1", ("CNY", "JPY"), "Asia/Shanghai", Day(1), 1, "e1")
_BILL = Billed(Day(50), "s2", Day(70), "CNY", 300, 1, 2, 3000, 4, 5, 6, 7, 8, Day(50), 2, "e2")
_PAYMENT = Paid(Day(52), "p1", "CNY", 100, "app", Instant(9), Day(52), 3, "e3")
_REVERSAL = Reversed("p1", "r1", "CNY", 50, "NSF", "RESTORE_ORIGINAL", Day(53), 4, "e4")
_CHARGE = Noted(Day(54), "charge", "g1", "CNY", 20, "t", "fee+", Day(60), (7, 8), 5, "e5")
_PROMISE = Noted(Day(55), "promise", "m1", "CNY", 0, "", "", Day(90), (80, 100), 6, "e6")

_SLOT = Slot(
    Day(30),
    Day(10),
    "k1",
    290,
    250,
    (Part(2, False, 40), Part(4, True, 250)),
    (Held("d1", 60),),
    "s1",
)
_HEAD = LedgerState(
    "CNY",
    (_SLOT,),
    2_950,
    Day(10),
    Day(30),
    11,
    Day(31),
    Day(32),
    Day(33),
    "71",
    "10",
    12,
    13,
    Day(45),
    True,
    (OpenCase("d1", "s1", 14),),
    (CreditUsed("s1", Day(30), Day(10), 15),),
    (Tally("m1", ((Day(41), 16),)),),
    (Day(10), Day(-20)),
)
_OLD = Facts(payments=(Paid(Day(12), "p0", "CNY", 9, "", None, Day(12), 0, "e0"),))
_CHAPTERS = (
    written(None, Day(20), _OLD, ()),
    written(Day(20), Day(45), Facts(entries=(_CHARGE,)), (_HEAD,)),
)
_WAITING = Waiting(
    "i1", "beyond_late_horizon", "statement", "s0", Day(5), Day(60), True, "APPLY", "lin", b"\x91"
)

_SAID_LEDGER = SaidLedger(
    "CNY",
    2_950,
    290,
    Day(30),
    "m1.small",
    "s1",
    "s2",
    Day(70),
    300,
    Day(30),
    True,
    9,
    60,
    {"principal": 250},
    Day(30),
    Day(31),
    Day(33),
    {"card": "watch"},
    "71",
    "10",
    12,
    (Day(10), Day(-20)),
)
_SAID = SaidStanding(
    "c1",
    "m1.small",
    True,
    Day(61),
    (_SAID_LEDGER,),
    "call",
    ("promise",),
    "closed",
    "ILLNESS",
    (("c1", "PRIMARY"), ("c2", "GUARANTOR")),
    True,
    Day(59),
)
_LEDGER_SAID = LedgerJournal(
    "CNY",
    "m1.small",
    True,
    (Episode("s1", Day(30), Day(30)),),
    True,
    "s1",
    Offer("s1", 17, Day(63), earned=True),
)

FULL = AccountRow(
    account_id="a1",
    opening=_OPENING,
    recent=Facts((_BILL,), (_PAYMENT,), (_REVERSAL,), (_CHARGE,)),
    cases=(_PROMISE,),
    head_on=Day(45),
    head=(_HEAD,),
    past=_CHAPTERS,
    past_ids=marks_of(_OLD),
    bookmark=Bookmark(Day(51), (LedgerState("JPY", balance_minor=19),)),
    rules_key="cn-1",
    retro_on=Day(56),
    holds=Holds(("t/0/1",), ("t/0/2",), overflowed=True),
    waiting=(_WAITING,),
    contested=Contested((_OPENING,), (_BILL,), (_PAYMENT,), (_REVERSAL,), (_CHARGE,)),
    journal=Journal(
        3,
        5,
        _SAID,
        (_LEDGER_SAID,),
        Day(40),
        (SaidPromise("m1", "OPEN", 16),),
        (SaidDue("LATE_FEE", "CNY", "s1", Day(34), 18),),
    ),
)
