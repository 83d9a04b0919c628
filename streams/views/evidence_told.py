"""Which collections of an episode are proven, and when a second one would count beside the first.

Source: 两高 2018, arts. 6-9, where the policy has [[effective_collections]].
"""

from collections.abc import Iterator

from streams.terms.days import Day, iso
from streams.treatment.evidence import Evidence
from streams.views.counted import counted
from streams.views.dossier import Dossier, Told
from streams.views.episodes import Episode
from streams.views.sources import rule_told


def evidence_told(dossier: Dossier, episode: Episode) -> Iterator[Told]:
    """Yield what is proven of an episode; of one that has ended only where something is."""
    asks = dossier.rules.contact.effective
    if asks is None or not episode.is_late:
        return
    place = episode.account.account_id, episode.origin
    found = [one for one in dossier.row.evidence if (one.account_id, one.origin) == place]
    if not found and not episode.grounds:
        return
    text = f"no collection is proven so far; two count, {asks.apart_days} days apart"
    for one in found:
        text = _proven(episode, one, asks.apart_days)
    rule = rule_told(asks.rule, dossier.policy, dossier.as_of.on)
    yield Told(part="note", label="proof", text=text, rules=(rule,))


def _proven(episode: Episode, one: Evidence, apart_days: int) -> str:
    first = f"{_named(episode, one.first_id)} on {iso(one.first_on)}"
    if one.second_on is None:
        from_on = iso(Day(one.first_on + apart_days))
        return f"one collection is proven: {first}; a second one counts from {from_on} on"
    second = f"{_named(episode, one.second_id)} on {iso(one.second_on)}"
    apart = counted(one.second_on - one.first_on, "day")
    return f"two collections are proven: {first}, {second}, {apart} apart"


def _named(episode: Episode, escalation_id: str) -> str:
    """Return the rung of a collection."""
    said = {one.escalation_id: one.rung for one in episode.verdicts}
    return said.get(escalation_id, "a collection")
