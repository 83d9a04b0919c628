"""Packs by name, files by path, and one sentence with the cure where there is neither."""

from pathlib import Path

import pytest

from streams.app.packs import PackMissing, pack_names, pack_text
from streams.policy.document import digest_of


def test_shipped_packs_are_found_by_name() -> None:
    assert pack_names() == tuple(sorted(pack_names()))
    assert {"cn", "house"} <= set(pack_names())
    assert 'policy_id = "cn"' in pack_text("cn")


def test_a_file_is_read_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    file.write_bytes(b'policy_id = "bank"\r\n')
    assert pack_text(str(file)) == 'policy_id = "bank"\r\n'
    assert digest_of(pack_text(str(file))) != digest_of('policy_id = "bank"\n')


@pytest.mark.parametrize("name", ["", "nowhere.toml", "../cn", "a\0b"])
def test_a_wrong_name_is_answered_with_the_cure(name: str) -> None:
    with pytest.raises(PackMissing, match=r"name a shipped pack \(cn, .*house"):
        pack_text(name)


def test_a_file_that_is_not_text_is_missing_too(tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(PackMissing, match="UTF-8"):
        pack_text(str(file))
