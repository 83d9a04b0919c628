"""A process that was started by another ends with it, also when that one is killed."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

_CHILD = """
import signal, time
from streams.runs.parent import end_with_parent
signal.signal(signal.SIGTERM, signal.default_int_handler)
end_with_parent()
print("up", flush=True)
try:
    time.sleep(60)
except KeyboardInterrupt:
    open({mark!r}, "w").write("ended")
"""
_PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {child!r}], stdout=subprocess.PIPE, text=True)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""


def test_a_child_is_asked_to_end_when_its_parent_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    command = [sys.executable, "-c", _PARENT.format(child=_CHILD.format(mark=str(mark)))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    deadline = monotonic() + 10
    while not mark.exists() and monotonic() < deadline:
        sleep(0.1)
    assert mark.exists()
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
