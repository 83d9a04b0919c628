"""The page of one measurement: how it was taken, on what, and its table with a legend."""

from collections.abc import Iterable, Sequence

from tests.bench.peers.page import cells


def measured_page(
    title: str,
    legend: str,
    facts: Iterable[str],
    names: Sequence[str],
    rows: Iterable[Sequence[str]],
) -> str:
    r"""Return the page; the legend's first line says what is measured, the others what is shown.

    >>> print(measured_page("A", "What.\n  b  a number\n", ["`c`"], ["a", "b"], [["x", "1"]]))
    # A
    <BLANKLINE>
    Written by the command below; change nothing here. What.
    <BLANKLINE>
    * `c`
    <BLANKLINE>
    | a | b |
    | --- | ---: |
    | x | 1 |
    <BLANKLINE>
    ```
      b  a number
    ```
    <BLANKLINE>
    """
    what, *lines = legend.splitlines()
    table = [cells(names), cells(["---", *["---:"] * (len(names) - 1)]), *map(cells, rows)]
    return (
        f"# {title}\n\nWritten by the command below; change nothing here. {what}\n\n"
        + "".join(f"* {fact}\n" for fact in facts)
        + "\n"
        + "\n".join(table)
        + "\n\n```\n"
        + "".join(f"{line}\n" for line in lines)
        + "```\n"
    )
