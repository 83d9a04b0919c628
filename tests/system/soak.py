"""`python -m tests.system.soak`: fault after fault on a big load, each checked.

Every round is noted as it ends, with its seed; a soak goes on where it stopped, and
plays a round that was cut off again.
"""

import argparse
import json
import sys
from pathlib import Path
from secrets import token_hex
from typing import Any

import msgspec

from streams.broker.cluster import admin
from tests.system.faults import FAULTS
from tests.system.proxied_broker import ProxiedBroker
from tests.system.rounds import Round, played

# What is asked of a round beside the invariants.
RECOVERY_SECONDS_MAX = 30.0

_DONE = "rounds.jsonl"


def main() -> int:
    """Play the rounds that are missing; 1 where any broke a promise."""
    asked = _asked()
    asked.data.mkdir(parents=True, exist_ok=True)
    done = _done(asked.data)
    missing = [
        (seed, name)
        for seed in range(1, asked.rounds + 1)
        for name in asked.fault or FAULTS
        if (seed, name) not in {(one["seed"], one["fault"]) for one in done}
    ]
    _say(f"{len(done)} rounds are done, {len(missing)} to go")
    with ProxiedBroker(asked.data / "broker", log=_say) as broker:
        for seed, name in missing:
            folder = asked.data / f"{name}-{seed}-{token_hex(3)}"
            found = played(
                FAULTS[name],
                name,
                broker=broker,
                folder=folder,
                seed=seed,
                facts=asked.facts,
                partitions=6,
                workers=2,
            )
            done.append(_noted(asked.data, found))
            if not found.findings:
                _clear(broker.bootstrap, f"{folder.name}.")
            _say(found.line())
            for finding in found.findings[:20]:
                _say(f"  {finding}")
    return _summed(done)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.system.soak", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=3, help="rounds a fault; its number is the seed"
    )
    parser.add_argument("--facts", type=int, default=200_000, help="facts of a round")
    parser.add_argument("--fault", action="append", choices=list(FAULTS), help="only this one")
    parser.add_argument("--data", type=Path, default=Path("var/soak"), help="folder of the soak")
    return parser.parse_args()


def _done(folder: Path) -> list[dict[str, Any]]:
    note = folder / _DONE
    lines = note.read_text(encoding="utf-8").splitlines() if note.exists() else []
    return [json.loads(line) for line in lines]


def _noted(folder: Path, found: Round) -> dict[str, Any]:
    noted: dict[str, Any] = msgspec.to_builtins(found)
    with (folder / _DONE).open("a", encoding="utf-8") as note:
        note.write(json.dumps(noted) + "\n")
    return noted


def _clear(bootstrap: str, prefix: str) -> None:
    """Delete the topics of a round that kept its promises: a broker of this size has no room."""
    with admin(bootstrap) as client:
        client.delete_topics([name for name in client.list_topics() if name.startswith(prefix)])


def _summed(done: list[dict[str, Any]]) -> int:
    """Say for each fault what its rounds came to; 1 where any broke a promise or took too long."""
    for name in FAULTS:
        rounds = [one for one in done if one["fault"] == name]
        if rounds:
            seeds = ", ".join(str(one["seed"]) for one in rounds)
            findings = sum(len(one["findings"]) for one in rounds)
            _say(
                f"{name}: {len(rounds)} rounds (seeds {seeds}),"
                f" {sum(one['facts'] for one in rounds):,} facts, {findings} findings,"
                f" slowest recovery {max(one['recovery_seconds'] for one in rounds):.1f} s,"
                f" slowest tick after {max(one['tick_seconds'] for one in rounds):.1f} s,"
                f" at most {max(one['memory_mb_max'] for one in rounds)} MB a worker"
            )
    return 1 if any(map(_is_broken, done)) else 0


def _is_broken(one: dict[str, Any]) -> bool:
    return bool(one["findings"]) or one["recovery_seconds"] > RECOVERY_SECONDS_MAX


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
