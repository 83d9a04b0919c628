"""The page of rejects is fresh, and no rule stands there that no test names."""

import re

import pytest

from tests.house.cures import CURES, FAMILIES, names_of
from tests.house.rejects import (
    all_faults,
    all_rejects,
    faults_in,
    naming,
    naming_somebody,
    page,
    rejects_in,
    what_tests,
)
from tests.house.rules import Source
from tests.house.tree import ROOT, python_files


def test_the_page_is_fresh() -> None:
    if (ROOT / "docs" / "rejects.md").read_text(encoding="utf-8") != page():
        command = ".venv/bin/python -m tests.house.rejects > docs/rejects.md"
        pytest.fail(f"docs/rejects.md is stale; write it anew: {command}", pytrace=False)


def test_every_rule_is_named_by_a_test() -> None:
    texts = what_tests()
    rules = {name for one in (*all_rejects(), *all_faults()) for name in names_of(one.rule)}
    assert [name for name in sorted(rules) if not naming(name, texts)] == []


def test_every_family_is_spelled_out_and_nothing_is_told_of_a_rule_that_is_gone() -> None:
    rules = {one.rule for one in (*all_rejects(), *all_faults())}
    assert {rule for rule in rules if "<" in rule} == set(FAMILIES)
    assert set(CURES) == {one.rule for one in all_rejects()}
    assert {"payment_amount_must_be_positive", "missing_key", "unknown_key"} <= set(
        re.findall(r"^\| `(\w+)` ", page(), re.MULTILINE)
    )


def test_faults_are_found_with_their_cures() -> None:
    text = 'cure = f"write {x}"\nfaults.add(key, "a_b", cure)\nsaid = asks("c_d", "mend it")'
    found = faults_in(Source("streams/policy/a.py", text))
    assert [(one.rule, one.says) for one in found] == [("a_b", "write ..."), ("c_d", "mend it")]


def test_rejects_are_found_by_their_names() -> None:
    assert {"bytes_unreadable", "currency_unknown", "key_in_wrong_partition"} <= {
        one.rule for one in all_rejects()
    }
    text = 'detail = f"it is {kind}"\nstep.Reject("kind_unknown", detail)\nReject("a_b", say(x))'
    assert [(one.rule, one.says) for one in rejects_in(Source("streams/a.py", text))] == [
        ("kind_unknown", "it is ..."),
        ("a_b", "..."),
    ]


def test_no_refusal_names_an_account_a_customer_or_an_address() -> None:
    # The sentence stands in the dead letters, in logs and in masked views.
    found = {one.path: naming_somebody(one) for one in python_files("streams")}
    assert {path: rules for path, rules in found.items() if rules} == {}
    text = 'detail = f"not {fact.account_id}"\nReject("a_b", detail)\nReject("c_d", f"{point_id}")'
    text += '\nReject("e_f", f"{fact.visit_id} of an account_id")'
    assert naming_somebody(Source("streams/a.py", text)) == ["a_b", "c_d"]


def test_a_reject_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="without a name"):
        rejects_in(Source("streams/a.py", "Reject(rule, 'text')"))


def test_a_rule_is_named_whole_and_a_family_by_one_of_its_names() -> None:
    texts = [Source("tests/a/test_a.py", '"key_missing", "pause_ends_before_it_begins"')]
    assert naming("key_missing", texts) == ["tests/a/test_a.py"]
    assert naming("key", texts) == []
    assert naming("<what>_ends_before_it_begins", texts) == ["tests/a/test_a.py"]
