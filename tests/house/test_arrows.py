"""Dead files and circles are found in small trees drawn by hand."""

from tests.house.arrows import arrows, circles, dead_files, roomless
from tests.house.rules import Source


def tree(**texts: str) -> list[Source]:
    return [Source(name.replace("__", "/") + ".py", text) for name, text in texts.items()]


def test_arrows_follow_every_form_of_import() -> None:
    drawn = arrows(
        tree(
            streams__a="import streams.b\ndef f():\n    from streams import c",
            streams__b="from .c import x\nfrom . import d",
            streams__c="import os",
            streams__d="from streams.d import x",
        )
    )
    assert drawn["streams.a"] == {"streams.b", "streams.c"}
    assert drawn["streams.b"] == {"streams.c", "streams.d"}
    assert drawn["streams.c"] == drawn["streams.d"] == set()


def test_a_circle_is_refused() -> None:
    files = tree(streams__a="import streams.b", streams__b="import streams.c", streams__c="")
    assert circles(arrows(files)) == []
    closed = [*files[:2], *tree(streams__c="from streams import a")]
    (found,) = circles(arrows(closed))
    assert set(found.split(" -> ")) == {"streams.a", "streams.b", "streams.c"}


def test_a_file_that_nobody_imports_is_refused() -> None:
    files = tree(streams__a="import streams.b", streams__b="", streams__c="")
    assert dead_files(files, ["streams.a"]) == ["streams/c.py: nobody imports it"]


def test_tests_alone_do_not_keep_a_file_of_streams_alive() -> None:
    files = tree(streams__a="", schemas__b="", tests__test_a="import streams.a, schemas.b")
    assert dead_files(files, []) == ["streams/a.py: nobody imports it"]


def test_a_file_naming_itself_is_still_dead() -> None:
    files = tree(streams__a="import streams.a\nx = 'streams.a'")
    assert dead_files(files, []) == ["streams/a.py: nobody imports it"]


def test_a_file_that_runs_by_itself_or_is_named_in_full_lives() -> None:
    main = 'if __name__ == "__main__":\n    run()'
    files = tree(streams__a=main, streams__b="x = 'streams.c'", streams__c="import streams.b")
    assert dead_files(files, []) == []


def test_what_pytest_collects_lives() -> None:
    files = tree(tests__conftest="", tests__x_fixture="", tests__a__test_b="", tests__a__c="")
    assert dead_files(files, []) == ["tests/a/c.py: nobody imports it"]


def test_a_room_without_a_layer_is_refused() -> None:
    files = tree(streams__a__x="", streams__b__deep__y="", streams__c__z="", streams__top="")
    assert roomless(files, ["streams.a", "(streams.c) | streams.b"]) == []
    assert roomless(files, ["streams.a", "(streams.c)"]) == [
        "streams.b: in no layer of pyproject.toml"
    ]
