"""What agencies did and may still do with one customer, in plain lists."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tests.audit import limits


class Agencies:
    """Facts go in by time; an agency's quota of a day counts as used until it is given back."""

    def __init__(self, house_zone: str) -> None:
        """Begin with no agency; days are those of the house's zone."""
        self._zone = ZoneInfo(house_zone)
        self._calls: dict[tuple[str, str], tuple[date, dict[str, Any]]] = {}
        self._quotas: list[tuple[date, tuple[Any, ...], str, int]] = []
        self._returned: dict[tuple[str, date], tuple[tuple[Any, ...], int]] = {}

    def takes(self, said: dict[str, Any], told: tuple[Any, ...]) -> None:
        """Take in a fact about an agency."""
        name = said["agency_id"]
        if said["type"] == "AGENCY_PLACED":
            self._quotas.append((said["effective_on"], told, name, said["calls_per_day"]))
        elif said["type"] == "QUOTA_RETURNED":
            day = (name, said["effective_on"])
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

    def talked_on(self) -> list[date]:
        """Return the days of talks."""
        return [day for day, said in self._made() if said["result"] in limits.TALKED]

    def _made(self) -> list[tuple[date, dict[str, Any]]]:
        return list(self._calls.values())

    def _left_on(self, on: date) -> int:
        left = 0
        for name in {quota[2] for quota in self._quotas}:
            placed = [q for q in self._quotas if q[2] == name and q[0] <= on]
            quota = max(placed)[3] if placed else 0
            back = self._returned.get((name, on), ((), 0))[1]
            made = sum(
                day == on and agency == name for (agency, _), (day, _) in self._calls.items()
            )
            left += max(0, quota - back - made)
        return left
