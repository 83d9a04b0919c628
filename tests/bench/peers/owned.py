"""A process of a peer ends with its owner, whatever its library thinks of that."""

import os
import threading


def end_with_owner() -> None:
    """End this process at once when its standard input ends."""
    threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    while os.read(0, 1024):
        pass
    os._exit(0)
