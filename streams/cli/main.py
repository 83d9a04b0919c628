"""The `arrears` command: every command is a file of its own beside this one."""

import logging
import os
import signal
import sys

import typer

from streams.app.packs import PackMissing
from streams.broker.errors import BrokerTrouble
from streams.cli import (
    broker,
    clock,
    dlq,
    explain,
    import_uci_card,
    policy,
    rebuild,
    resume,
    settings_told,
    tail,
    topics,
    up,
    verify,
    words,
    work,
    worker,
)
from streams.cli.faults import UsageFault
from streams.engine.errors import EngineStopped
from streams.feed.errors import FeedBroken
from streams.portfolio.assumptions import AssumptionsInvalid
from streams.runs.errors import PolicyRefused, RunRefused, WorkerDied

app = typer.Typer(
    name="arrears",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Card delinquency as a stream: facts in, lawful escalations out.\n\n"
    "Start with `arrears up`. Then look: `arrears tail escalations`, `arrears explain ACCOUNT`.",
)
importing = typer.Typer(no_args_is_help=True, help="Turn files of real accounts into facts.")
importing.command("uci-card")(import_uci_card.uci_card)
app.command()(up.up)
app.command(epilog=settings_told.list_of_variables())(worker.worker)
app.add_typer(importing, name="import")
app.command()(tail.tail)
app.command()(explain.explain)
app.add_typer(dlq.app, name="dlq")
app.command()(resume.resume)
app.command("rebuild")(rebuild.rebuild_rows)
app.add_typer(work.app, name="work")
app.command()(verify.verify)
app.command()(clock.clock)
app.add_typer(topics.app, name="topics")
app.add_typer(policy.app, name="policy")
app.add_typer(words.app, name="words")
app.add_typer(broker.app, name="broker")

_USAGE = (UsageFault, PackMissing, PolicyRefused, AssumptionsInvalid)
_RUNNING = (BrokerTrouble, EngineStopped, FeedBroken, RunRefused, WorkerDied)


def main() -> None:
    """Run the command line; a fault is one sentence on standard error, never a traceback."""
    # Asked to end, a command lets go of what it holds as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except _USAGE as fault:
        _say(fault)
        sys.exit(2)
    except _RUNNING as fault:
        _say(fault)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as ours:
        if "ARREARS_TRACEBACK" in os.environ:
            raise
        _say(f"{type(ours).__name__}: {ours} (ours to mend; ARREARS_TRACEBACK=1 shows where)")
        logging.shutdown()
        sys.stderr.flush()
        # A reader's thread may still run; nobody is to wait for it.
        os._exit(70)


def _say(fault: object) -> None:
    sys.stderr.write(f"arrears: {fault}\n")


if __name__ == "__main__":
    main()
