"""`arrears policy`: faults line by line with exit code 2, and what holds on a day."""

import re
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from streams.app.packs import PackMissing, pack_names, pack_text
from streams.cli.faults import UsageFault
from streams.cli.policy import app, contacts
from streams.policy.document import Policy, digest_of, parse
from tests.policy.bank import GOOD, spoiled
from tests.policy.test_contact import CALENDAR, HOLIDAY, SURE

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bad(tmp_path: Path) -> str:
    file = tmp_path / "bad.toml"
    text = spoiled('"PHONE"', '"FAX"').replace("max_minor = 150", "max_minor = 1.5")
    file.write_text(text, encoding="utf-8")
    return str(file)


def arrears_policy(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_sound_packs_pass() -> None:
    result = arrears_policy("check", *pack_names())
    assert (result.exit_code, result.stdout) == (0, f"sound: {', '.join(pack_names())}\n")


@pytest.mark.parametrize(
    ("day", "held_from"),
    [
        ("2024-12-01", ["2024-12-01"]),
        ("2025-06-01", []),
        ("2026-01-01", ["2027-01-01"]),
        ("2027-03-01", ["2027-03-01", "2028-01-01"]),
    ],
)
def test_a_year_without_a_table_is_a_warning_and_no_fault(day: str, held_from: list[str]) -> None:
    result = arrears_policy("check", "cn", "--on", day)
    assert (result.exit_code, result.stdout) == (0, "sound: cn\n")
    assert result.stderr.splitlines() == [
        f"warning: cn: calendars: calendar_has_no_table: from {first} on nobody is contacted"
        f" (hold stale_calendar); add the days off of {first[:4]}, as a [[calendars.years]]"
        " of its own"
        for first in held_from
    ]


def test_a_warning_stands_beside_the_faults_of_another_file(bad: str) -> None:
    result = arrears_policy("check", "cn", bad, "--on", "2026-03-01", "--json")
    assert result.exit_code == 2
    assert {fault["file"] for fault in msgspec.json.decode(result.stdout)} == {bad}
    assert "2027" in result.stderr


def test_a_pack_without_a_calendar_lacks_no_table() -> None:
    assert not arrears_policy("check", "uk", "--on", "2026-03-01").stderr
    # The house visits nobody in a year of which it does not know the holidays.
    assert "no VISIT is made" in arrears_policy("check", "house", "--on", "2026-03-01").stderr


def test_visits_that_nobody_verifies_the_address_of_are_a_warning(tmp_path: Path) -> None:
    # Where visits have rules of their own it is a fault, and no warning.
    parts = pack_text("cn").split("[[")
    kept = (p for p in parts if not p.startswith(("verified_points", "visit_rules")))
    file = tmp_path / "bank.toml"
    file.write_text("[[".join(kept), encoding="utf-8")
    result = arrears_policy("check", str(file), "--on", "2025-06-01")
    assert (result.exit_code, result.stdout) == (0, f"sound: {file}\n")
    first, *others = result.stderr.splitlines()
    assert first == (
        f"warning: {file}: ladders[0].rungs[5].channel: visit_to_unverified_address: add VISIT to"
        " [[verified_points]]: visit_1 may go to a door behind which somebody else lives"
    )
    assert len(others) == 5


@pytest.mark.parametrize("name", pack_names())
def test_no_shipped_pack_visits_an_address_that_nobody_verified(name: str) -> None:
    assert "unverified" not in arrears_policy("check", name, "--on", "2026-06-01").stderr


def test_channels_that_rest_on_holidays_are_told_where_the_calendar_ends(tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    file.write_text(GOOD + HOLIDAY + CALENDAR + SURE, encoding="utf-8")
    result = arrears_policy("check", str(file), "--on", "2026-06-01")
    assert result.exit_code == 0
    assert result.stderr == (
        f"warning: {file}: calendars: calendar_has_no_table: from 2027-01-01 on no VISIT is made"
        " (calendar_missing); add the days off of 2027, as a [[calendars.years]] of its own\n"
    )


def test_an_unknown_pack_is_a_fault_that_names_those_there_are() -> None:
    result = arrears_policy("check", "nope")
    assert result.exit_code == 2
    assert result.stdout == (
        "nope: -: file_unreadable: there is no policy 'nope': name a shipped pack"
        " (cn, eu, house, in, uk, us) or a TOML file in UTF-8\n"
    )


def test_what_is_no_text_is_named_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "bank.toml").write_bytes(b"\x7fELF\xff\x00")
    binary, folder = str(tmp_path / "bank.toml"), str(tmp_path)
    result = arrears_policy("check", binary, folder, "a\0b")
    assert result.exit_code == 2
    first, second, third = result.stdout.splitlines()
    assert first == (
        f"{binary}: -: file_unreadable: {binary} is no text in UTF-8 (byte 5 is none):"
        " name a TOML file"
    )
    assert second == f"{folder}: -: file_unreadable: {folder} is a folder: name a TOML file in it"
    assert "there is no policy" in third


@pytest.mark.parametrize("day", ["9999-12-31", "3000-01-01", "0001-01-01"])
def test_a_day_too_far_off_is_one_sentence(day: str) -> None:
    with pytest.raises(UsageFault, match=f"--on '{day}' .*: write a day from 1900-01-01 to 2"):
        CliRunner().invoke(app, ["check", "cn", "--on", day], catch_exceptions=False)


@pytest.mark.parametrize("day", ["2999-12-31", "1900-01-01"])
def test_the_farthest_days_are_judged(day: str) -> None:
    for words in (("check",), ("show",)):
        result = arrears_policy(*words, "cn", "--on", day)
        assert (result.exit_code, result.exception) == (0, None)


def test_each_fault_is_a_line_with_file_key_rule_and_cure(bad: str) -> None:
    result = arrears_policy("check", "uk", bad, "nowhere.toml")
    lines = result.output.splitlines()
    cure = "write SMS, EMAIL, PHONE, LETTER or VISIT"
    channel = f"ladders[0].rungs[1].channel: unknown_channel: {cure}"
    assert result.exit_code == 2
    assert lines[:2] == [
        f"{bad}: tolerance[2].max_minor: float_refused: write a whole number, money in minor units",
        f"{bad}: {channel}",
    ]
    assert lines[2].startswith("nowhere.toml: -: file_unreadable: there is no policy")
    assert len(lines) == 3


def test_faults_as_json(bad: str) -> None:
    result = arrears_policy("check", bad, "--json")
    found = msgspec.json.decode(result.output)
    assert result.exit_code == 2
    assert [(f["file"], f["rule"]) for f in found] == [
        (bad, "float_refused"),
        (bad, "unknown_channel"),
    ]
    sound = arrears_policy("check", "cn", "--json")
    assert (sound.exit_code, msgspec.json.decode(sound.stdout)) == (0, [])


def test_show_names_value_source_clause_and_force() -> None:
    output = arrears_policy("show", "cn").output
    for word in ("CN.tier.card", "art. 92", "binding", "2026-01-30", "up to 50.00 TWD"):
        assert word in output
    assert "CN24.hours" in output


def test_show_lists_the_rungs_of_the_ladder_with_what_they_wait_for() -> None:
    lines = arrears_policy("show", "cn").output.splitlines()
    # The ladders that a strategy may choose ask for the same.
    second, *_ = found = [line for line in lines if "│ visit_2 " in line and "VISIT" in line]
    assert len(found) == 3
    for word in ("VISIT", "75 to 116", "14 days after visit_1", "NOT_HOME", "product choice"):
        assert word in second
    reminder, *_ = [line for line in lines if "│ reminder" in line]
    assert "-5 to -3" in reminder
    assert "art. 67" in reminder


def test_on_a_narrow_terminal_each_rule_is_a_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.cli.wrapping.terminal_width", lambda: 80)
    monkeypatch.setattr("streams.cli.policy.terminal_width", lambda: 80)
    lines = arrears_policy("show", "cn", "--on", "2026-04-01").output.splitlines()
    assert all(cell_len(line) <= 80 for line in lines)
    assert "│" not in "".join(lines)
    at = lines.index("CN25.hours: from 2025-02-28, in force")
    assert lines[at + 1 : at + 3] == [
        "  08:00-22:00",
        "  GB/T 45251-2025, 5.3 (standard, confidence S)",
    ]
    assert lines.index("[[law_hours]]") < at
    assert "  product choice, applies to the total past due (product)" in lines
    second, *_ = (n for n, line in enumerate(lines) if "visit_2 " in line and "75 to 116" in line)
    assert "waits for: 14 days after visit_1" in " ".join(lines[second : second + 4])


def test_a_terminal_that_is_wide_enough_has_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.cli.policy.terminal_width", lambda: 150)
    output = arrears_policy("show", "cn").output
    assert "│ CN25.hours" in output
    assert max(map(cell_len, output.splitlines())) == 150


def test_show_loses_no_letter_of_a_source() -> None:
    output = arrears_policy("show", "cn").output
    assert "…" not in output
    assert "(试行)" in output


def test_a_text_in_brackets_is_shown_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    file.write_text(spoiled('"Card Act"', '"[/bold] :smile:"'), encoding="utf-8")
    result = arrears_policy("show", str(file))
    assert result.exception is None
    assert "[/bold] :smile:" in result.output


def test_show_on_a_day_leaves_out_what_does_not_hold() -> None:
    output = arrears_policy("show", "cn", "--on", "2026-01-29").output
    assert "CN25.hours" in output
    assert "CN24.hours" not in output
    assert "CN26.hours" not in output
    assert "not in force on 2026-01-29: nobody is contacted" in output
    assert "nobody is contacted" not in arrears_policy("show", "cn", "--on", "2026-01-30").output


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        ("2012-12-31", ["day and amount bands", "tolerance", "ladder", "house hours"]),
        ("2013-12-31", ["tolerance", "ladder", "house hours"]),
        ("2014-12-31", ["ladder", "house hours"]),
        ("2016-02-29", ["house hours"]),
        ("2016-03-01", []),
    ],
)
def test_show_says_what_is_not_in_force_on_the_day(
    tmp_path: Path, day: str, closed: list[str]
) -> None:
    file = tmp_path / "bank.toml"
    file.write_text(GOOD, encoding="utf-8")
    lines = arrears_policy("show", str(file), "--on", day).output.splitlines()
    said = [line for line in lines if "not in force on" in line]
    assert len(said) == len(closed)
    assert all(line.startswith(what) for line, what in zip(said, closed, strict=True))


def test_show_as_json() -> None:
    result = arrears_policy("show", "house", "--on", "2026-01-30", "--json")
    rows = msgspec.json.decode(result.output)
    assert {row["section"] for row in rows} == {
        "day_bands",
        "amount_bands",
        "tolerance",
        "ladders",
        "letter_fields",
        "house_hours",
        "contacts_per_day",
        "visit_rules",
        "no_holidays",
        "verified_points",
        "calendars",
        "clocks",
        "collection",
        "promises",
        "horizon",
        "words",
    }
    assert rows[0]["from"] == "2000-01-01"


def test_a_draft_is_shown_as_one_and_never_as_holding(tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert "law.hours.planned" in arrears_policy("show", str(file)).output
    assert "law.hours.planned" not in arrears_policy("show", str(file), "--on", "2026-01-30").output


def test_list_names_the_packs() -> None:
    lines = arrears_policy("list").output.splitlines()
    digests = [digest_of(pack_text(name))[:12] for name in pack_names()]
    words = [line.split() for line in lines]
    assert [(name, digest) for name, _, _, _, digest, *_ in words] == list(
        zip(pack_names(), digests, strict=True)
    )


def test_list_says_from_which_day_on_a_pack_contacts_anybody() -> None:
    lines = arrears_policy("list").output.splitlines()
    assert {line.split()[0]: line.split("  ")[-1] for line in lines} == {
        "cn": "contacts from 2026-01-30 on",
        "eu": "contacts from 2018-05-07 on",
        "house": "contacts from 2000-01-01 on",
        "in": "contacts from 2022-08-12 on",
        "uk": "contacts from 2014-04-01 on",
        "us": "contacts from 2021-11-30 on",
    }


def test_a_pack_of_drafts_contacts_nobody() -> None:
    drafts = parse(GOOD.replace('"in_force"', '"draft"'), "bank.toml")
    assert isinstance(drafts, Policy)
    assert contacts(drafts) == "contacts nobody"


def test_the_decision_on_policies_names_every_section() -> None:
    text = (ROOT / "docs/decisions/0005-policy-as-dated-data.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    found = [word for row in rows for word in re.findall(r"`([a-z_]+)`", row)]
    read = parse(GOOD, "good.toml")
    assert isinstance(read, Policy)
    assert sorted(found) == sorted(name for name, _ in read.sections.each())


@pytest.mark.parametrize(
    ("arguments", "fault", "says"),
    [
        (("show", "nowhere"), PackMissing, "name a shipped pack"),
        (
            ("show", "cn", "--on", "soon"),
            UsageFault,
            "--on 'soon' is no date: write it as YYYY-MM-DD",
        ),
        (
            ("check", "cn", "--on", "soon"),
            UsageFault,
            "--on 'soon' is no date: write it as YYYY-MM-DD",
        ),
    ],
)
def test_a_wrong_argument_is_one_sentence(
    arguments: tuple[str, ...], fault: type[Exception], says: str
) -> None:
    with pytest.raises(fault, match=says):
        CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_a_bad_file_is_not_shown(bad: str) -> None:
    with pytest.raises(UsageFault, match="unknown_channel"):
        CliRunner().invoke(app, ["show", bad], catch_exceptions=False)
