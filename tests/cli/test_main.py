"""How `arrears` begins and ends: interrupted at any moment, or with nowhere to write to."""

import subprocess
import sys
from pathlib import Path

import pytest

# Kills itself where the commands are about to be imported, as Ctrl-C in the first seconds does.
EARLY = """
import os, signal, sys
class Interrupts:
    def find_spec(self, name, *rest):
        if name == "streams.cli.commands":
            os.kill(os.getpid(), signal.{name})
sys.meta_path.insert(0, Interrupts())
from streams.cli.main import main
main()
"""
ARREARS = [sys.executable, "-m", "streams.cli.main"]
FULL = Path("/dev/full")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_interrupted_before_it_has_begun_it_ends_quietly(name: str) -> None:
    code = EARLY.replace("{name}", name)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.skipif(not FULL.exists(), reason="a device that is always full is Linux's own")
@pytest.mark.parametrize("words", [("policy", "show", "cn"), ("policy", "list"), ("--help",)])
def test_output_that_cannot_be_written_is_one_sentence(words: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [*ARREARS, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.stderr == (
        "arrears: nothing more can be written (No space left on device): make room, or name another"
        " place\n"
    )
    assert done.returncode == 1


@pytest.mark.parametrize("words", [("policy", "show", "cn"), ("policy", "list")])
def test_a_pipe_that_is_closed_is_no_fault(words: tuple[str, ...]) -> None:
    with subprocess.Popen(
        [*ARREARS, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        process.wait()
