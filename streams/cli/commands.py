"""The `arrears` command: every command is a file of its own beside this one."""

import errno
import logging
import os
import sys
from contextlib import suppress

import typer

from streams.app.packs import PackMissing
from streams.broker.errors import BrokerTrouble
from streams.cli import (
    broker,
    clock,
    decide,
    dlq,
    explain,
    field_report,
    import_uci_card,
    plan,
    policy,
    rebuild,
    resume,
    settings_told,
    sheet,
    tail,
    topics,
    up,
    verify,
    visits,
    words,
    work,
    worker,
)
from streams.cli.faults import UsageFault
from streams.engine.errors import EngineStopped
from streams.feed.errors import FeedBroken
from streams.planning.errors import SolverMissing
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
in_the_field = typer.Typer(no_args_is_help=True, help="Home visits: what came of them.")
in_the_field.command("report")(field_report.report)
app.command()(up.up)
app.command(epilog=settings_told.list_of_variables())(worker.worker)
app.add_typer(importing, name="import")
app.command()(tail.tail)
app.command()(explain.explain)
app.add_typer(in_the_field, name="field")
app.add_typer(dlq.app, name="dlq")
app.command()(resume.resume)
app.command("rebuild")(rebuild.rebuild_rows)
app.add_typer(work.app, name="work")
app.command()(plan.plan)
app.command()(visits.visits)
app.add_typer(decide.app, name="decide")
app.command()(sheet.sheet)
app.command()(verify.verify)
app.command()(clock.clock)
app.add_typer(topics.app, name="topics")
app.add_typer(policy.app, name="policy")
app.add_typer(words.app, name="words")
app.add_typer(broker.app, name="broker")

_USAGE = (UsageFault, PackMissing, PolicyRefused, AssumptionsInvalid)
_RUNNING = (BrokerTrouble, EngineStopped, FeedBroken, RunRefused, SolverMissing, WorkerDied)


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def run() -> int:
    """Run a command and return its exit code; a fault is one sentence on standard error."""
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has enough of it.
        return _unwritten()
    except OSError as full:
        _say(f"nothing more can be written ({full.strerror}): make room, or name another place")
        return _unwritten()
    return code


def _run() -> int:
    try:
        app()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except _USAGE as fault:
        _say(fault)
        return 2
    except _RUNNING as fault:
        _say(fault)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as ours:
        if isinstance(ours, OSError) and ours.errno in _FULL:
            raise
        _ours_to_mend(ours)
    return 0


def _ours_to_mend(ours: Exception) -> None:
    if "ARREARS_TRACEBACK" in os.environ:
        raise ours
    _say(f"{type(ours).__name__}: {ours} (ours to mend; ARREARS_TRACEBACK=1 shows where)")
    logging.shutdown()
    sys.stderr.flush()
    # A reader's thread may still run; nobody is to wait for it.
    os._exit(70)


def _unwritten() -> int:
    """Let nothing more be written to standard output, so that ending does not fail by it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return 1


def _say(fault: object) -> None:
    # Where nobody can be told, the exit code tells.
    with suppress(OSError):
        sys.stderr.write(f"arrears: {fault}\n")
        sys.stderr.flush()
