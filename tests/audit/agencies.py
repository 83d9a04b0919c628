"""What agencies did and may still do with one customer, in plain lists."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.audit import limits


class Agencies:
    """Facts go in by time; an agency's quota of a day counts as used until it is given back."""

    def __init__(self, house_zone: str) -> None:
        """Begin with no agency; days are those of the house's zone."""
        self._zone = ZoneInfo(house_zone)
        self._calls: dict[tuple[str, str], tuple[date, dict[str, Any]]] = {}
        self._quotas: list[tuple[date, tuple[Any, ...], tuple[str, str], int]] = []
        self._returned: dict[tuple[tuple[str, str], date], tuple[tuple[Any, ...], int]] = {}

    def takes(self, said: dict[str, Any], told: tuple[Any, ...]) -> None:
        """Take in a fact about an agency."""
        name = said["agency_id"]
        # A quota is given for an id, though two ids may be one person.
        whose = (name, said["customer_id"])
        if said["type"] == "AGENCY_PLACED":
            self._quotas.append((said["effective_on"], told, whose, said["calls_per_day"]))
        elif said["type"] == "QUOTA_RETURNED":
            day = (whose, said["effective_on"])
            if day not in self._returned or told > self._returned[day][0]:
                self._returned[day] = (told, said["calls"])
        elif said["channel"] == "PHONE":
            on = said["at"].astimezone(self._zone).date()
            self._calls.setdefault((name, said["contact_id"]), (on, said))

    def answered_on(self, on: date) -> int:
        """Return the calls of a day that somebody answered, or may still answer."""
        made = sum(said["result"] in limits.ANSWERED for day, said in self._made() if day == on)
        return made + self._left_on(on)

    def tries_on(self, on: date, point_id: str | None) -> int:
        """Return the tries of a day at a number, those that may still come among them."""
        near = {point_id, None, ""}
        made = sum(said["point_id"] in near for day, said in self._made() if day == on)
        return made + self._left_on(on)

    def calls_about(self, account_id: str, after: date, on: date, *, answered: bool) -> int:
        """Return the calls about a debt behind a day, up to another; what may still come counts."""
        made = sum(
            after < day <= on and (not answered or said["result"] in limits.ANSWERED)
            for day, said in self._made()
            if said["account_id"] == account_id
        )
        days = (after + timedelta(back) for back in range(1, (on - after).days + 1))
        return made + sum(self._left_on(day) for day in days)

    def talked_on(self, account_id: str | None) -> list[date]:
        """Return the days of talks, about one debt or, where none is named, about any."""
        return [
            day
            for day, said in self._made()
            if said["result"] in limits.TALKED and account_id in {None, said["account_id"]}
        ]

    def _made(self) -> list[tuple[date, dict[str, Any]]]:
        return list(self._calls.values())

    def _left_on(self, on: date) -> int:
        left = 0
        for name in {agency for _, _, (agency, _), _ in self._quotas}:
            made = sum(
                day == on and agency == name for (agency, _), (day, _) in self._calls.items()
            )
            left += max(0, self._given(name, on) - made)
        return left

    def _given(self, name: str, on: date) -> int:
        """Return what an agency may use of a day, under all ids of the person."""
        given = 0
        for whose in {quota[2] for quota in self._quotas if quota[2][0] == name}:
            placed = [q for q in self._quotas if q[2] == whose and q[0] <= on]
            quota = max(placed)[3] if placed else 0
            given += max(0, quota - self._returned.get((whose, on), ((), 0))[1])
        return given
