"""The bank's own books of one account, from which its statements are made.

>>> books = Books(balance_minor=10_000, unpaid=(500,))
>>> closed(with_bookings(books, (payment(Day(9), 300),)), Day(10))
Books(balance_minor=9700, unpaid=(200,), coming=(), penalty_minor=0)
"""

from msgspec import Struct
from msgspec.structs import replace

from streams.portfolio.billing import settled
from streams.terms.days import Day


class Booking(Struct, frozen=True, kw_only=True):
    """What changes on a day.

    `balance_minor` is added to the balance; `settles_minor` settles unpaid minimums, oldest first;
    `asks_minor` is asked for anew; `penalty_minor` is added to what the next statement bills of it.
    """

    on: Day
    balance_minor: int
    settles_minor: int = 0
    asks_minor: int = 0
    penalty_minor: int = 0


class Books(Struct, frozen=True):
    """The balance, what is unpaid of each minimum asked for, and what is to be booked yet.

    `penalty_minor` is what was charged since the closing before.
    """

    balance_minor: int
    unpaid: tuple[int, ...] = ()
    coming: tuple[Booking, ...] = ()
    penalty_minor: int = 0


def payment(on: Day, amount_minor: int) -> Booking:
    """Return the booking of money that came in, or of a part that is owed no more."""
    return Booking(on=on, balance_minor=-amount_minor, settles_minor=amount_minor)


def with_bookings(books: Books, bookings: tuple[Booking, ...]) -> Books:
    """Return the books with more to come."""
    return replace(books, coming=(*books.coming, *bookings))


def closed(books: Books, closed_on: Day) -> Books:
    """Return the books at the end of a closing day, all that counts up to it booked."""
    coming = (one for one in books.coming if one.on > closed_on)
    after = Books(books.balance_minor, books.unpaid, tuple(coming))
    # Within a day money settles first; what is asked for on it is open at its end.
    for one in sorted(books.coming, key=lambda booking: (booking.on, booking.asks_minor > 0)):
        if one.on <= closed_on:
            after = _booked(after, one)
    return after


def _booked(books: Books, one: Booking) -> Books:
    unpaid = settled(books.unpaid, one.settles_minor)
    return replace(
        books,
        balance_minor=books.balance_minor + one.balance_minor,
        unpaid=(*unpaid, one.asks_minor) if one.asks_minor else unpaid,
        penalty_minor=books.penalty_minor + one.penalty_minor,
    )
