"""The commands of the live service, as far as they go without one."""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_a_token_is_printed_with_what_the_service_is_told(run: Run) -> None:
    token, told = run("token", "clinic-a").out.splitlines()
    assert told == f"clinic-a={hashlib.sha256(token.encode()).hexdigest()}"


@pytest.mark.parametrize("module", ["scribe.web.serve", "scribe.web.settings"])
def test_without_its_extra_a_command_says_what_to_install(
    run: Run, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    told = run("serve")
    assert (told.status, told.out) == (2, "")
    assert told.err.endswith("is not installed; scripts/install --serve (or the extra kx-scribe[serve]) brings it\n")


def test_a_text_that_cannot_be_played_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    assert run("dictate", "empty.txt").err == "scribe: empty.txt: the note is empty\n"
