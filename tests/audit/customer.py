"""What an auditor knows of one customer at a time, in plain sets and lists."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.audit import limits
from tests.audit.agencies import Agencies
from tests.audit.records import Record

_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


class Contact:
    """A contact that was authorised, and what became of it."""

    def __init__(self, said: dict[str, Any], on: date) -> None:
        """Begin with nothing told: it counts as answered."""
        self.said, self.on = said, on
        self.result: str | None = None
        self.result_on: date | None = None

    @property
    def is_answered(self) -> bool:
        """Whether somebody answered, as far as is known; what is not told counts as answered."""
        return self.result is None or self.result in limits.ANSWERED


class Customer:
    """Facts go in by time."""

    def __init__(self, pack: limits.Limits) -> None:
        """Begin with nothing known; the limits are those of a pack."""
        self.anywhere = pack.anywhere
        self.stops: list[dict[str, Any]] = []
        self.lifted: dict[str, date] = {}
        self.consents: dict[str, tuple[tuple[Any, ...], bool]] = {}
        self.zones: dict[str, tuple[tuple[Any, ...], str | None, bool]] = {}
        self.quiet: dict[str, tuple[tuple[Any, ...], dict[str, Any] | None]] = {}
        self.points: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {}
        self.failed: dict[str, date] = {}
        self.standings: dict[str, dict[str, Any]] = {}
        self.complaints: dict[str, tuple[tuple[Any, ...], bool]] = {}
        self.promised: list[tuple[str, date]] = []
        self.contacts: dict[str, Contact] = {}
        self.agencies = Agencies(pack.house_zone)
        self.heard: list[Record] = []
        self.is_absorbed = False

    def takes(self, record: Record) -> None:
        """Take in a fact."""
        said, told = record.said, _told(record.said)
        kind = said["type"]
        if kind in {"STANDING", "STANDING_WITHDRAWN"}:
            known = self.standings.get(said["account_id"])
            if known is None or said["version"] > known["version"]:
                self.standings[said["account_id"]] = said
            return
        self.heard.append(record)
        if kind in {"CONTACT_MADE", "VISIT_OUTCOME", "OUTCOME_HANDED_BACK"}:
            self._settle(said)
        elif kind == "STOP_PLACED":
            self.stops.append(said)
        elif kind == "STOP_LIFTED":
            stop_id, on = said["stop_id"], said["effective_on"]
            self.lifted[stop_id] = max(on, self.lifted.get(stop_id, on))
        elif kind in {"AGENCY_PLACED", "AGENCY_CONTACTED", "QUOTA_RETURNED"}:
            self.agencies.takes(said, told)
        else:
            self._takes_detail(kind, said, told)

    def absorbs(self, other: "Customer") -> None:
        """Take in all that was heard of somebody who turned out to be the same person."""
        other.is_absorbed = True
        self.contacts.update(other.contacts)
        self.promised += other.promised
        for record in list(other.heard):
            self.takes(record)
        for point_id, on in other.failed.items():
            self.failed[point_id] = max(on, self.failed.get(point_id, on))

    def _takes_detail(self, kind: str, said: dict[str, Any], told: tuple[Any, ...]) -> None:
        match kind:
            case "CONSENT_CHANGED":
                _keep(self.consents, said["channel"], told, said["granted"])
            case "ZONE_TOLD":
                _keep(self.zones, said["evidence_id"], told, said["zone"], said["confirmed"])
            case "ZONE_WITHDRAWN":
                _keep(self.zones, said["evidence_id"], told, None, False)
            case "QUIET_TIME_SET":
                _keep(self.quiet, said["time_id"], told, said)
            case "QUIET_TIME_ENDED":
                _keep(self.quiet, said["time_id"], told, None)
            case "CONTACT_POINT_SET":
                _keep(self.points, said["point_id"], told, said)
            case "COMPLAINT_RECEIVED" | "COMPLAINT_CLOSED":
                is_open = kind == "COMPLAINT_RECEIVED"
                _keep(self.complaints, said["complaint_id"], told, is_open)

    def is_stopped(self, channel: str, on: date) -> bool:
        """Tell whether a stop holds for a channel; what is placed again later is not lifted."""
        return any(
            (
                stop["stop_id"] not in self.lifted
                or stop["effective_on"] > self.lifted[stop["stop_id"]]
            )
            and (stop["kind"] != "VISIT_BAN" or channel == "VISIT")
            and (stop.get("until_on") is None or on <= stop["until_on"])
            for stop in self.stops
        )

    def possible_zones(self) -> list[ZoneInfo]:
        """Return every zone the customer may be in."""
        told = [one for one in self.zones.values() if one[1]]
        sure = [one for one in told if one[2]]
        if sure:
            told = [max(sure)]
        return [ZoneInfo(str(name)) for _, name, _ in told] or list(map(ZoneInfo, self.anywhere))

    def suits(self, at: datetime) -> bool:
        """Tell whether a moment suits the customer, wherever they may be."""
        zones = self.possible_zones()
        times = [said for _, said in self.quiet.values() if said is not None]
        return not any(_is_quiet(said, at.astimezone(zone)) for said in times for zone in zones)

    def works(self, point_id: str) -> bool:
        """Tell whether a point is known to work."""
        told, said = self.points[point_id]
        failed_on = self.failed.get(point_id)
        return bool(said["usable"]) and (failed_on is None or told[0] > failed_on)

    def _settle(self, said: dict[str, Any]) -> None:
        result = said.get("result") or said.get("outcome")
        contact = self.contacts.get(str(said["escalation_id"]))
        if contact is None or (contact.result is not None and contact.result != "SENT"):
            return
        contact.result, contact.result_on = result, said["effective_on"]
        point_id = said.get("point_id") or contact.said.get("point_id")
        if result in limits.REACHED_NOBODY | {"ADDRESS_WRONG"} and point_id:
            self.failed[point_id] = said["effective_on"]
        if result in {"PROMISED", "DISPUTED", "MET_PROMISE", "MET_DISPUTE"}:
            self.promised.append((said["account_id"], contact.on))


def _is_quiet(said: dict[str, Any], here: datetime) -> bool:
    minute = here.hour * 60 + here.minute
    first, last = said["from_minute"], said["to_minute"]
    began = here.date() if first < last or minute >= first else here.date() - timedelta(1)
    if said["weekdays"] and _WEEKDAYS[began.weekday()] not in said["weekdays"]:
        return False
    return first <= minute < last if first < last else not last <= minute < first


def _told(said: dict[str, Any]) -> tuple[Any, ...]:
    return said["effective_on"], said["source_seq"], str(said["event_id"])


def _keep(kept: dict[str, Any], name: str, told: tuple[Any, ...], *values: Any) -> None:
    if name not in kept or told > kept[name][0]:
        kept[name] = (told, *values)
