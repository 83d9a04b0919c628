"""When a rung comes next, what it waits for, and what would speak against it today."""

from msgspec.structs import replace

from streams.policy.rules import Rung
from streams.terms.days import iso
from streams.treatment.gate import Case, judge
from streams.treatment.ladder import Coming, Ground, belongs, coming, known_of, next_of
from streams.views.counted import counted
from streams.views.dossier import Dossier, State, Told
from streams.views.episodes import Episode
from streams.views.house_rules import house_rule
from streams.views.sources import RuleTold, rule_told

# They speak of the one day, and say nothing of the day on which the rung comes.
_OF_THE_DAY = frozenset({"contact_cap_of_the_day", "customer_hours", "house_hours"})


def ahead(dossier: Dossier, episode: Episode, rung: Rung) -> Told | None:
    """Tell of the occurrence that may come due next, None where none may."""
    ground = next((g for g in episode.grounds if belongs(rung, g)), None)
    if ground is None:
        return None
    # What was done under another name stands for the rung that the ladder has now.
    known = known_of(episode.account, ground, episode.ladder)
    found = next_of(rung, known.records)
    if found is None:
        return None
    occurrence, again = found
    when = coming(rung, ground, known, occurrence)
    if again is not None and dossier.as_of.on >= when.expires_on:
        return None
    told = rung_line(dossier, episode, rung, occurrence, state="to come")
    on = iso(when.acts_on)
    if when.refusal is not None:
        why = _rule(dossier, episode, when.refusal)
        text = f"not taken so far because {why.says}; if that stays so, passed over on {on}"
        return replace(told, text=text, rules=(why,), on=on, waits=True)
    against = _objection(dossier, episode, rung, ground, when)
    if against is None:
        return replace(told, text=_comes(dossier, when, ground), on=on)
    why = _rule(dossier, episode, against)
    text = f"{_comes(dossier, when, ground)}; it would not be taken today because {why.says}"
    return replace(told, text=text, rules=(why,), on=on)


def rung_line(
    dossier: Dossier, episode: Episode, rung: Rung, occurrence: int, *, state: State, text: str = ""
) -> Told:
    """Return the line of one occurrence of a rung on which nothing was said."""
    return Told(
        part="rung",
        label=rung.id if occurrence == 1 else f"{rung.id} ({occurrence})",
        text=text,
        state=state,
        account_id=dossier.named(episode.account.account_id),
        origin=dossier.named(episode.origin),
        ladder=dossier.ladder(_ladder(episode)),
        rung=rung.id,
        occurrence=occurrence,
        channel=rung.channel,
    )


def _comes(dossier: Dossier, when: Coming, ground: Ground) -> str:
    if when.acts_on <= dossier.as_of.on:
        return "comes due with the next tick"
    away = when.acts_on - ground.anchor_on
    side = "before the due date" if away < 0 else "behind the due date"
    return f"not yet due: comes on {iso(when.acts_on)}, {counted(abs(away), 'day')} {side}"


def _rule(dossier: Dossier, episode: Episode, rule: str) -> RuleTold:
    on = dossier.as_of.on
    return rule_told(dossier.rule(rule), dossier.policy, on, dossier.ladder(_ladder(episode)))


def _ladder(episode: Episode) -> str:
    return "" if episode.ladder is None else episode.ladder.id


def _objection(
    dossier: Dossier, episode: Episode, rung: Rung, ground: Ground, when: Coming
) -> str | None:
    """Return what the gate would object to today and perhaps on the rung's day, if anything."""
    account, now = episode.account, dossier.as_of
    found = judge(
        Case(
            row=dossier.row,
            rules=dossier.rules,
            as_of=now,
            newest=now,
            incomplete=account.incomplete,
            has_ground=True,
            before_due=ground.before_due,
            expires_on=when.expires_on,
            channel=rung.channel,
            account_id=account.account_id,
            role=account.role,
            holds=account.holds,
        )
    )
    lasting = (rule for rule in found.rules if rule not in _OF_THE_DAY and house_rule(rule))
    return next(lasting, None)
