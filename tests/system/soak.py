"""`python -m tests.system.soak`: fault after fault on a big load, each checked.

Every round is noted as it ends, with its seed; a soak goes on where it stopped, and
plays a round that was cut off again.
"""

import argparse
import json
import sys
from pathlib import Path
from secrets import token_hex

import msgspec

from streams.broker.embedded import EmbeddedBroker
from tests.system.faults import FAULTS
from tests.system.rounds import Round, played

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
    with EmbeddedBroker(asked.data / "broker", log=_say) as broker:
        for seed, name in missing:
            found = played(
                FAULTS[name],
                name,
                bootstrap=broker.bootstrap,
                folder=asked.data / f"{name}-{seed}-{token_hex(3)}",
                seed=seed,
                facts=asked.facts,
                partitions=6,
                workers=2,
            )
            done.append(_noted(asked.data, found))
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


def _done(folder: Path) -> list[dict[str, object]]:
    note = folder / _DONE
    lines = note.read_text(encoding="utf-8").splitlines() if note.exists() else []
    return [json.loads(line) for line in lines]


def _noted(folder: Path, found: Round) -> dict[str, object]:
    noted: dict[str, object] = msgspec.to_builtins(msgspec.structs.replace(found, said=""))
    with (folder / _DONE).open("a", encoding="utf-8") as note:
        note.write(json.dumps(noted) + "\n")
    return noted


def _summed(done: list[dict[str, object]]) -> int:
    broken = [one for one in done if one["findings"]]
    for name in FAULTS:
        rounds = [one for one in done if one["fault"] == name]
        if rounds:
            slowest = max(float(str(one["recovery_seconds"])) for one in rounds)
            facts = sum(int(str(one["facts"])) for one in rounds)
            bad = sum(one in broken for one in rounds)
            _say(
                f"{name}: {len(rounds)} rounds, {facts:,} facts, {bad} rounds with findings,"
                f" slowest recovery {slowest:.1f} s"
            )
    return 1 if broken else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
