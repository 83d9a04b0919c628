"""`arrears broker run|lock`: the embedded Kafka by itself, and the list of its jars."""

import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from streams.broker import jars, lockfile
from streams.broker.embedded import EmbeddedBroker
from streams.broker.errors import BrokerNotStarted

app = typer.Typer(no_args_is_help=True, help="The embedded Kafka broker.")

_LOOK_EVERY_S = 0.5


@app.command()
def run(
    data: Annotated[Path, typer.Option(help="folder the broker keeps its data in")] = Path(
        "var/broker"
    ),
    port: Annotated[
        int | None, typer.Option(min=1, max=65_535, help="port on 127.0.0.1; default: a free one")
    ] = None,
) -> None:
    """Run a broker in the foreground until Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), EmbeddedBroker(data, port, _say) as broker:
        _say(f"use it with --bootstrap {broker.bootstrap}; Ctrl-C stops it")
        while broker.exit_code is None:
            time.sleep(_LOOK_EVERY_S)
        raise BrokerNotStarted(
            f"the broker ended by itself with code {broker.exit_code}: look into"
            f" {data / 'log'} and start it again"
        )
    _say("stopped")


@app.command()
def lock(
    write: Annotated[bool, typer.Option("--write", help="replace the committed list")] = False,
) -> None:
    """Resolve and download Kafka's jars anew, and print the list that pins them."""
    text = lockfile.written(jars.locked(_progress))
    if write:
        lockfile.LOCK_FILE.write_text(text, encoding="utf-8")
        _say(f"wrote {lockfile.LOCK_FILE}")
    else:
        typer.echo(text, nl=False)


def _say(line: str) -> None:
    typer.echo(line)


def _progress(line: str) -> None:
    typer.echo(line, err=True)
