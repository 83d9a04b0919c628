"""`arrears words list|show`: the texts of a policy, and one of them as a customer would read it."""

from datetime import UTC, datetime
from typing import Annotated, Any, get_args

import msgspec
import typer
from msgspec.structs import replace

from streams.app.packs import pack_text
from streams.cli.days import day_given
from streams.cli.faults import UsageFault
from streams.policy.document import Policy, parse
from streams.policy.placed import holding
from streams.policy.shapes import RungShape
from streams.policy.spoken import Asked, Spoken, demanded, spoken_on
from streams.policy.word_shapes import OF_VISITS, Language, Reason, reason_of
from streams.terms.days import Day, day_of, iso
from streams.terms.step import Reject
from streams.terms.treatment_notices import Tone
from streams.words.example import example
from streams.words.rendering import Worded, worded

app = typer.Typer(
    no_args_is_help=True,
    help="List the texts to customers, and read one out with a made-up case.",
)

AsJson = Annotated[bool, typer.Option("--json", help="print one JSON document instead of lines")]
Pack = Annotated[str, typer.Option(help="a shipped pack, or a TOML file")]
In = Annotated[str | None, typer.Option("--language", help="zh or en alone")]
On = Annotated[str | None, typer.Option(help="as of YYYY-MM-DD instead of today, in UTC")]


@app.command("list")
def list_texts(
    pack: Pack = "cn", language: In = None, on: On = None, as_json: AsJson = False
) -> None:
    """List the texts in force: language, channel, purpose, rung, tone, and where they stand.

    A text without a rung is for every rung of its channel and purpose.

    Example: arrears words list --pack cn --language zh
    """
    policy, day = _policy(pack), _day(on)
    wanted = _languages(policy, day, pack, language)
    texts = [s for s in spoken_on(policy.sections.words, day).values() if s.language in wanted]
    if as_json:
        typer.echo(msgspec.json.encode([_plain(one, policy, day) for one in texts]).decode())
        return
    for one in texts:
        rung = one.spot.rung or "-"
        spot = f"{one.spot.language}  {one.spot.channel:<6} {one.spot.purpose:<13} {rung:<10}"
        typer.echo(f"{spot} {one.spot.tone:<5}  {one.rule} {one.key}")


@app.command()
def show(
    rung: Annotated[
        str,
        typer.Argument(
            help="a rung of the ladder in force, e.g. letter_1; VISIT_NOTICE, VISIT_OFF"
        ),
    ],
    pack: Pack = "cn",
    language: In = None,
    tone: Annotated[str, typer.Option(help="plain, kind or firm")] = "plain",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Read out what is said on RUNG, with a made-up case, in each language of the policy.

    VISIT_NOTICE tells of a planned visit, VISIT_OFF that it does not take place. Where there is
    no text in a tone, the plain one is said; the exit code is 2 where there is none.

    Example: arrears words show letter_1 --pack cn --language zh
    """
    policy, day = _policy(pack), _day(on)
    if tone not in get_args(Tone):
        raise UsageFault(f"--tone {tone!r} is none: write plain, kind or firm")
    asks = _asks(policy, day, rung, msgspec.convert(tone, Tone))
    wanted = _languages(policy, day, pack, language)
    asks = [replace(ask, language=one) for ask in asks for one in wanted]
    spoken = [_worded(policy, day, ask) for ask in asks]
    lacking = None if rung in OF_VISITS else _lacking(policy, day, rung)
    if lacking is not None:
        # Beside the document, so that what reads JSON still can.
        typer.echo(f"nobody is contacted on {iso(day)}: {lacking}", err=as_json)
    if as_json:
        typer.echo(msgspec.json.encode(spoken).decode())
        return
    for ask, one in zip(asks, spoken, strict=True):
        typer.echo(f"--- {rung}, {ask.channel}, {one.language}, {one.rule} (a made-up case)")
        typer.echo("\n".join(part for part in (one.subject, one.text.strip()) if part))


def _asks(policy: Policy, day: Day, name: str, tone: Tone) -> list[Asked]:
    """Return what is wanted for a rung, or for a step of a visit by each channel with a text."""
    if name not in OF_VISITS:
        rung = _rung(policy, day, name)
        reason = reason_of(rung.at_days, rung.purpose)
        return [Asked(language="en", channel=rung.channel, purpose=reason, rung=rung.id, tone=tone)]
    purpose = msgspec.convert(name, Reason)
    texts = spoken_on(policy.sections.words, day).values()
    channels = dict.fromkeys(one.shape.channel for one in texts if one.shape.purpose == purpose)
    if not channels:
        cure = f"add texts for {name} to [[words]]"
        raise UsageFault(f"{policy.policy_id} has no words for {name} on {iso(day)}: {cure}")
    return [Asked(language="en", channel=one, purpose=purpose, tone=tone) for one in channels]


def _worded(policy: Policy, day: Day, asked: Asked) -> Worded:
    said = worded(policy.sections.words, day, asked, example(asked.language, _currency(policy)))
    if isinstance(said, Reject):
        name = asked.rung or asked.purpose
        raise UsageFault(
            f"{name} cannot be said: {said.rule}: {said.detail}; mend [[words]] of the policy"
        )
    return said


def _policy(name: str) -> Policy:
    read = parse(pack_text(name), name)
    if isinstance(read, Policy):
        return read
    raise UsageFault(f"the policy {name} has faults:\n  " + "\n  ".join(map(str, read)))


def _day(on: str | None) -> Day:
    return day_of(datetime.now(UTC).date()) if on is None else day_given("--on", on)


def _languages(policy: Policy, day: Day, pack: str, only: str | None) -> tuple[Language, ...]:
    """Return the languages that are asked for; raises UsageFault where there are no texts."""
    found = tuple(dict.fromkeys(s.language for s in spoken_on(policy.sections.words, day).values()))
    if not found:
        raise UsageFault(f"the policy {pack} has no words on {iso(day)}: add them as [[words]]")
    wanted = tuple(language for language in found if only in {None, language})
    if not wanted:
        raise UsageFault(f"--language {only!r} has no texts in {pack}: write {', '.join(found)}")
    return wanted


def _rung(policy: Policy, day: Day, name: str) -> RungShape:
    # A draft contacts nobody, and what it would say can be read all the same.
    ladders = [*policy.sections.ladders, *holding(policy.sections.ladders, day)]
    rungs = {rung.id: rung for ladder in ladders for rung in ladder.entry.rungs}
    if name in rungs:
        return rungs[name]
    cure = f"name one of {', '.join(rungs)}"
    raise UsageFault(f"no rung {name!r} in the ladders of {policy.policy_id}: {cure}")


def _lacking(policy: Policy, day: Day, rung: str) -> str | None:
    """Return why no rung of that name contacts anybody on a day, or None where one may."""
    if policy.on(day).house is None:
        return "the policy has no hours or no number of contacts a day in force then"
    held = holding(policy.sections.ladders, day)
    if not any(each.id == rung for ladder in held for each in ladder.entry.rungs):
        return f"no ladder in force then has a rung {rung}"
    return None


def _currency(policy: Policy) -> str:
    """Return the currency that a policy is written for: the one it names first."""
    return next((band.entry.currency for band in policy.sections.amount_bands), "CNY")


def _plain(one: Spoken, policy: Policy, day: Day) -> dict[str, Any]:
    wanted = demanded(policy.sections.words, day, one.shape.channel, one.shape.purpose)
    needs = [name for name, _ in wanted]
    return {**one.spot._asdict(), "rule": one.rule, "key": one.key, "demanded": needs}
