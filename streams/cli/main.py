"""The entry of `arrears`: what may happen before, and after, the command itself.

Importing every command takes seconds, in which an interrupt would end in the traceback of whatever
library was just being read. So nothing but this file is imported until that is provided for.
"""

import os
import signal
import sys

INTERRUPTED = 130
"""The exit code after Ctrl-C."""


def main() -> None:
    """Run the command line; a fault is one sentence on standard error, never a traceback."""
    # Where interrupts are ignored (a job in the background), they stay so.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)
    signal.signal(signal.SIGTERM, _leave)
    from streams.cli.commands import run  # noqa: PLC0415 - see above: it takes seconds

    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Asked to end, a command lets go of what it holds as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run())


def _leave(*_: object) -> None:
    """End at once: nothing was begun yet."""
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
