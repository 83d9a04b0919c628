"""The real accounts through broker, worker and both stages, undisturbed and under kill -9."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from streams.terms.standing import advanced
from tests.portfolio.real_accounts import SHIFTED, TOLERANCE_MINOR, card_file
from tests.portfolio.recompute_uci import table as recomputed
from tests.system.imports import Left, last_day, run_import

pytestmark = [pytest.mark.broker, pytest.mark.slow]

ROWS = 150
KILLED_AFTER_DAYS = {30, 52, 53, 90, 140}


@pytest.fixture(scope="module")
def both(broker: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Left, Left]:
    """Run the import calmly and under kills, side by side: each mostly waits for its own days."""
    folder = tmp_path_factory.mktemp("import")
    with ThreadPoolExecutor(2) as pool:
        calm = pool.submit(run_import, broker, folder / "calm", ROWS, set())
        killed = pool.submit(run_import, broker, folder / "killed", ROWS, KILLED_AFTER_DAYS)
        return calm.result(), killed.result()


@pytest.fixture
def undisturbed(both: tuple[Left, Left]) -> Left:
    return both[0]


def test_the_table_equals_a_recomputation_from_the_file(undisturbed: Left) -> None:
    wanted = recomputed(
        card_file(),
        ROWS,
        last_day(),
        shift_to=SHIFTED.shift_to,
        tolerance_minor=TOLERANCE_MINOR,
    )
    found = {
        account: (
            max(advanced(ledger, SHIFTED.last_day) for ledger in standing.ledgers),
            sum(ledger.past_due_minor for ledger in standing.ledgers),
            sum(ledger.balance_minor for ledger in standing.ledgers),
        )
        for account, standing in undisturbed.table.items()
    }
    assert found == wanted
    assert any(days for days, _, _ in found.values())


def test_nothing_is_dead_lettered_and_the_first_rungs_are_authorised(undisturbed: Left) -> None:
    summary = undisturbed.summary
    assert summary.dead_letters == {}
    assert summary.facts_accepted == summary.facts_sent
    for rung in ("reminder", "sms_1", "phone_1"):
        assert summary.steps[rung]["AUTHORISED"] > 0


def test_verdicts_follow_each_other_as_the_contract_says(undisturbed: Left) -> None:
    seen: dict[str, list[str]] = {}
    seqs: dict[str, list[int]] = {}
    for one in undisturbed.escalations:
        seen.setdefault(one.escalation_id, []).append(one.verdict)
        seqs.setdefault(one.customer_id, []).append(one.seq)
    for verdicts in seen.values():
        assert verdicts.count("AUTHORISED") <= 1
        assert verdicts.count("DUE") <= 1
        if "AUTHORISED" in verdicts:
            assert verdicts[0] == "DUE"
    for numbers in seqs.values():
        assert numbers == list(range(1, len(numbers) + 1))


def test_a_worker_killed_in_the_middle_changes_nothing(both: tuple[Left, Left]) -> None:
    undisturbed, killed = both
    assert killed.table == undisturbed.table
    assert killed.decided() == undisturbed.decided()
    assert max(killed.decided().values()) == 1
    assert killed.findings == ()


def test_the_check_finds_nothing(undisturbed: Left) -> None:
    assert undisturbed.findings == ()
