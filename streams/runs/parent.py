"""Ending with the process that started this one, so that nothing outlives a make that was killed.

Ctrl-C reaches every process of a terminal, a kill -9 of make only make; its child would go on
unseen and hold the run's folder.
"""

import os
import signal
import threading
from time import sleep

_LOOK_EVERY_SECONDS = 0.5


def end_with_parent() -> None:
    """Ask this process to end (SIGTERM) as soon as its parent has gone."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(_LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
