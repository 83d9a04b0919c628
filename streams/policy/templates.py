"""Templates read as text, never run: what a template uses, what it always says, what it may not do.

A template may print fields, join a list or go through it, and ask whether a field is there. Calls,
attributes, arithmetic, inclusion and the rest of Jinja2 are refused before anything is compiled,
so that nothing is left for a sandbox to stop.

>>> read = read_template("{{ cardholder_name }}{% if due_on is defined %}, {{ due_on }}{% endif %}")
>>> sorted(read.uses), sorted(read.always)
(['cardholder_name', 'due_on'], ['cardholder_name', 'due_on'])
>>> read_template("{{ cardholder_name.__class__ }}").beyond
('Getattr',)
>>> read_template("{{ cardholder_name")
"unexpected end of template, expected 'end of print statement'."
"""

from collections.abc import Iterable
from functools import lru_cache

from jinja2 import Environment, TemplateError, meta, nodes
from msgspec import Struct

TEMPLATE_LETTERS_MAX = 20_000
_DEPTH_MAX = 24
_PLAIN = (
    nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip
_LOOP = frozenset({"index", "first", "last"})
# What stands in the place of a value, so that words to both sides of it are no words together.
_VALUE = "\N{OBJECT REPLACEMENT CHARACTER}"
# Which cases of an `if` or a loop are said: all of them, the first, the last.
_WAYS = (slice(None), slice(1), slice(-1, None))


class Template(Struct, frozen=True, kw_only=True):
    """What a template uses and says.

    `uses` are the names it takes from outside; `always` those it prints whenever they are given;
    `printed` are printed as they are, `listed` joined or gone through. `loops` are the names it
    gives to the things of a list. `beyond` are the kinds of Jinja2 nodes it may not have, and
    `prose` is its own words.
    """

    uses: frozenset[str]
    always: frozenset[str]
    printed: frozenset[str]
    listed: frozenset[str]
    loops: frozenset[str]
    beyond: tuple[str, ...]
    prose: str


class _TooDeep(Exception):
    """Deeper than any letter needs, and than Python could compile."""


@lru_cache(maxsize=1024)
def read_template(text: str) -> Template | str:
    """Return what a template is made of, or why it is none, in a few words."""
    try:
        return _read(Environment(autoescape=False).parse(text))  # noqa: S701 - only parsed
    except TemplateError as broken:
        return str(broken.message)
    except (_TooDeep, RecursionError, MemoryError):
        return "it is nested too deep"
    except (SyntaxError, ValueError, OverflowError):
        return "a number or a text in it cannot be read"


def _read(tree: nodes.Template) -> Template:
    found = list(_below(tree, 0))
    loops = [n for n in found if isinstance(n, nodes.For)]
    joins = [n for n in found if isinstance(n, nodes.Filter)]
    names = [n.iter for n in loops] + [n.node for n in joins if n.node is not None]
    outputs = [child for n in found if isinstance(n, nodes.Output) for child in n.nodes]
    strange = [*(n for n in found if not _is_plain(n)), *_unprintable(outputs), *_bare_loops(found)]
    beyond = tuple(dict.fromkeys(type(n).__name__ for n in strange))
    return Template(
        uses=frozenset() if beyond else frozenset(meta.find_undeclared_variables(tree)),
        always=frozenset(_always(tree.body)),
        printed=frozenset(_names(outputs)),
        listed=frozenset(_names(names)),
        loops=frozenset(_names(n.target for n in loops)),
        beyond=beyond,
        prose=_prose(tree.body),
    )


def _below(node: nodes.Node, depth: int) -> Iterable[nodes.Node]:
    if depth > _DEPTH_MAX:
        raise _TooDeep
    for child in node.iter_child_nodes():
        yield child
        yield from _below(child, depth + 1)


def _is_plain(node: nodes.Node) -> bool:
    match node:
        case nodes.Const(value=value):
            return isinstance(value, str)
        case nodes.Getattr(node=nodes.Name(name="loop"), attr=attr):
            return attr in _LOOP
        case nodes.Test(name=name, node=nodes.Name(), args=[]):
            return name == "defined"
        case nodes.Filter(name="join", node=nodes.Name(), args=[nodes.Const()], kwargs=[]):
            return True
        case nodes.For(target=nodes.Name(), iter=nodes.Name(), test=None, recursive=False):
            # A loop in a loop would let a short text grow without end.
            return not any(n is not node for n in node.find_all(nodes.For))
    return isinstance(node, _PLAIN)


def _names(found: Iterable[nodes.Node]) -> list[str]:
    return [node.name for node in found if isinstance(node, nodes.Name)]


def _unprintable(outputs: Iterable[nodes.Node]) -> Iterable[nodes.Node]:
    """Yield what is printed and is neither a field, a text, a joined list nor a number in a list.

    What is asked (`or`, `not`, `is defined`) is for `if` alone: printed, it shows lists and answers
    as Python writes them.
    """
    for node in outputs:
        match node:
            case nodes.TemplateData() | nodes.Name() | nodes.Const() | nodes.Filter():
                continue
            case nodes.Getattr(attr="index"):
                continue
        yield node


def _bare_loops(found: list[nodes.Node]) -> Iterable[nodes.Node]:
    """Yield each `loop` of which nothing is asked: it is a thing of Jinja2 and no field."""
    asked = {id(n.node) for n in found if isinstance(n, nodes.Getattr)}
    for node in found:
        if isinstance(node, nodes.Name) and node.name == "loop" and id(node) not in asked:
            yield node


def _prose(body: list[nodes.Node]) -> str:
    """Return what is said with all cases one after another, with the first, and with the last.

    A word may be whole only where a case between its halves says nothing. Other mixtures of cases
    are left to whoever renders the text, who looks through it again.
    """
    ways = dict.fromkeys(_said(body, way) for way in _WAYS)
    return f"\n{_VALUE}\n".join(ways)


def _said(body: Iterable[nodes.Node], way: slice) -> str:
    return "".join(_words(node, way) for node in body)


def _words(node: nodes.Node, way: slice) -> str:
    match node:
        case nodes.TemplateData(data=text) | nodes.Const(value=str(text)):
            return text
        case nodes.Output():
            return _said(node.nodes, way)
        case nodes.Filter():
            # What stands between the things of a list.
            return _VALUE + _said(node.args, way) + _VALUE
        case nodes.If():
            cases = [node.body, *(other.body for other in node.elif_), node.else_]
            return "".join(_said(case, way) for case in cases[way])
        case nodes.For():
            return "".join(_said(case, way) for case in [node.body, node.else_][way])
    return _VALUE


def _always(body: Iterable[nodes.Node]) -> set[str]:
    """Return the fields printed whatever else is given; one asked for first is given itself."""
    said: set[str] = set()
    for node in body:
        match node:
            case nodes.Output():
                joined = [n.node for n in node.nodes if isinstance(n, nodes.Filter) and n.node]
                said.update(_names([*node.nodes, *joined]))
            case nodes.For(target=nodes.Name(name=each), iter=nodes.Name(name=name)):
                said.update({name} if each in _always(node.body) else ())
            case nodes.If():
                said |= _in_each_case(node)
    return said


def _in_each_case(node: nodes.If) -> set[str]:
    cases = [node.body, *(other.body for other in node.elif_), node.else_]
    said = set.intersection(*map(_always, cases))
    match node.test:
        case nodes.Test(name="defined", node=nodes.Name(name=asked)):
            return said | (_always(node.body) & {asked})
    return said
