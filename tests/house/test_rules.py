"""Each rule refuses a bad example, so that none can be green by accident."""

import pytest

from tests.house import rules
from tests.house.rules import Source


def code(text: str, path: str = "streams/terms/sample.py") -> Source:
    return Source(path, text)


def function_of(lines: int, name: str = "post") -> str:
    return f"def {name}():\n" + "    pass\n" * (lines - 1)


def test_a_file_above_the_cap_is_refused() -> None:
    assert rules.long_file(code("x = 1\n" * 400)) == []
    assert rules.long_file(code("x = 1\n" * 401)) == ["streams/terms/sample.py: 401 lines"]


def test_the_file_median_leaves_inits_out() -> None:
    files = [code("x\n" * 200), code("x\n" * 300), code("x\n", "streams/__init__.py")]
    assert rules.file_median(files) == 250


def test_a_function_above_the_cap_is_refused_wherever_it_stands() -> None:
    assert rules.long_functions(code(function_of(60))) == []
    nested = "class A:\n" + "".join(f"    {line}\n" for line in function_of(61).splitlines())
    assert rules.long_functions(code(nested)) == ["streams/terms/sample.py:2: post has 61 lines"]
    assert rules.long_functions(code("async " + function_of(61)))


def test_the_function_median_counts_every_function() -> None:
    files = [code(function_of(3) + function_of(9, "age")), code(function_of(30))]
    assert rules.function_median(files) == 9


def test_a_wide_line_is_refused() -> None:
    assert rules.wide_lines(code("x" * 100)) == []
    assert rules.wide_lines(code("\n" + "x" * 101)) == ["streams/terms/sample.py:2: 101 characters"]


@pytest.mark.parametrize("text", ["", "import os", '"""Doc."""\nfrom a import b', "# a comment"])
def test_an_init_with_more_or_less_than_a_docstring_is_refused(text: str) -> None:
    assert rules.crowded_init(code(text, "streams/wire/__init__.py"))
    assert rules.crowded_init(code('"""Doc."""', "streams/wire/__init__.py")) == []


@pytest.mark.parametrize(
    "text",
    [
        "class PaymentManager: pass",
        "class AccountData: pass",
        "def post_helper(): pass",
        "async def handler(): pass",
        "def post(service): pass",
        "my_utils = 1",
        "self.row_handler = 1",
        "import mode as helper",
        "for helper in (): pass",
    ],
)
def test_an_empty_name_is_refused(text: str) -> None:
    assert len(rules.empty_names(code(text))) == 1


@pytest.mark.parametrize("path", ["streams/utils/a.py", "streams/payment_data.py", "a/handlers.py"])
def test_an_empty_module_name_is_refused(path: str) -> None:
    assert len(rules.empty_names(code("", path))) == 1


def test_names_of_others_and_honest_words_are_allowed() -> None:
    text = "class Worker(mode.Service): pass\ndata_dir = 1\nhandle = updater.helper\ndatabase = 2"
    assert rules.empty_names(code(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "# TO-DO".replace("-", ""),
        "see FIX-ME".replace("-", ""),
        "raise NotImplemented-Error".replace("-", ""),
        'open("~tmp~x")'.replace("~", "/"),
        "under ~work".replace("~", "/"),
        "cd ~root~.cache".replace("~", "/"),
        "~home~me".replace("~", "/"),
        "https:~~pypi-org~simple".replace("~", "/").replace("-", "."),
        "repo1-maven-org".replace("-", "."),
    ],
)
def test_banned_text_is_refused(text: str) -> None:
    assert len(rules.banned_text(Source("README.md", f"fine\n{text}\n"))) == 1


def test_words_that_only_look_banned_are_allowed() -> None:
    text = "homework, tests/work, net/http/tmp, example.com/home, TODOS, a/rooted"
    assert rules.banned_text(Source("README.md", text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        '"""Doc."""\ndef post(): pass',
        '"""Doc."""\nasync def post(): pass',
        '"""Doc."""\nclass Row: pass',
        '"""Doc."""\nclass Row:\n    """Doc."""\n    def post(self): pass',
    ],
)
def test_something_public_without_docstring_is_refused(text: str) -> None:
    assert len(rules.undocumented(code(text))) == 1


def test_private_names_overloads_and_setters_need_no_docstring() -> None:
    text = '"""Doc."""\ndef _post(): pass\nclass Row:\n    """Doc."""\n    def _x(self): pass\n'
    text += "    @x.setter\n    def x(self, y): pass\n@overload\ndef age(): pass\n"
    assert rules.undocumented(code(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "class Row:\n    due_minor: float",
        "class Row:\n    due_minor: float | None = None",
        "def post(amount: float): pass",
        "def due_minor() -> float: pass",
        "balance = 1.5",
        "due_minor = float(text)",
        "self.due_minor = 0.5 * due",
    ],
)
def test_float_money_is_refused(text: str) -> None:
    assert len(rules.float_money(code(text))) == 1


def test_whole_money_and_other_floats_are_allowed() -> None:
    text = "due_minor: int = 1\nseconds: float = 1.5\ndef minority() -> float: pass"
    assert rules.float_money(code(text)) == []


def test_the_list_of_decisions_must_be_whole() -> None:
    names = ["0001-a.md", "0002-b.md"]
    assert rules.unlisted_decisions("[1](0001-a.md) [2](0002-b.md)", names) == []
    assert rules.unlisted_decisions("[1](0001-a.md)", names) == ["0002-b.md: not in the list"]
    gone = rules.unlisted_decisions("[1](0001-a.md) [2](0002-b.md)", names[:1])
    assert gone == ["0002-b.md: listed, but not there"]
    assert rules.unlisted_decisions("[3](0003-c.md)", ["0003-c.md"])


def test_a_page_without_its_sections_is_refused() -> None:
    page = Source("a.md", "# A\n\n## Context\n\ntext\n")
    assert rules.missing_sections(page, ["Context"]) == []
    assert rules.missing_sections(page, ["Choice"]) == ["a.md: no section 'Choice'"]
