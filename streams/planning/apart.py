"""Routes are looked for in a process of their own: the solver is native code, and may end it.

So whatever a question does to the solver - an error, an end without a word, a search that never
ends - it costs that question its answer, and nobody else theirs.
"""

import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from streams.planning.answering import answer
from streams.planning.errors import Unanswerable
from streams.terms.field_notices import PlanAsked
from streams.terms.visit_facts import PlanProposed

# Time to begin the process, and to make a question ready for the search.
_BESIDE_SECONDS = 60.0

Answer = Callable[[PlanAsked, float], PlanProposed]


class Apart:
    """Answers questions in a child process, which is begun anew after one that it did not survive.

    `answers` gives the answer there; it has to be a function of a module.
    """

    def __init__(self, answers: Answer = answer, beside_seconds: float = _BESIDE_SECONDS) -> None:
        self._answers, self._beside_seconds = answers, beside_seconds
        self._child: tuple[BaseProcess, Connection] | None = None

    def answer(self, asked: PlanAsked, seconds_max: float) -> PlanProposed:
        """Return the plan for a question; raises Unanswerable where the search came to no end."""
        if self._child is not None and not self._child[0].is_alive():
            # It ended while nobody asked: that is no fault of the next question.
            self.close()
        child, there = self._child or self._begun()
        try:
            there.send((asked, seconds_max))
            if not there.poll(seconds_max + self._beside_seconds):
                self.close()
                raise Unanswerable("the search did not end in its time")
            found = there.recv()
        except (EOFError, OSError):
            child.join(self._beside_seconds)
            code = child.exitcode
            self.close()
            raise Unanswerable(f"the solver's process ended with code {code}") from None
        if isinstance(found, PlanProposed):
            return found
        raise Unanswerable(str(found))

    @property
    def pid(self) -> int | None:
        """The process that answers, None before the first question."""
        return None if self._child is None else self._child[0].pid

    def close(self) -> None:
        """End the process."""
        if self._child is not None:
            child, there = self._child
            there.close()
            child.kill()
            child.join()
        self._child = None

    def _begun(self) -> tuple[BaseProcess, Connection]:
        context = get_context("spawn")
        here, there = context.Pipe()
        child = context.Process(target=_serve, args=(there, self._answers), daemon=True)
        child.start()
        # Only the child holds its own end, so that its end can be told from here.
        there.close()
        self._child = child, here
        return self._child


def _serve(questions: Connection, answers: Answer) -> None:
    """Answer one question after the other, until nobody asks any more."""
    # Ctrl-C ends whoever asks, and with it this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            asked, seconds_max = questions.recv()
            questions.send(_said(answers, asked, seconds_max))


def _said(answers: Answer, asked: PlanAsked, seconds_max: float) -> Any:
    """Return the answer, or what went wrong in words."""
    try:
        return answers(asked, seconds_max)
    except Exception as broken:  # noqa: BLE001 - whatever a question does is told of that question
        return f"{type(broken).__name__}: {broken}"
