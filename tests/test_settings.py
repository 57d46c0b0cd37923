"""Settings from the environment."""

from pathlib import Path

import pytest

from scribe.errors import SettingError
from scribe.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SCRIBE_{name.upper()}", raising=False)


def test_a_setting_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIBE_MAX_NOTE_BYTES", "1234")
    assert load_settings().max_note_bytes == 1234


def test_a_setting_comes_from_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SCRIBE_LOG_FORMAT=json\nOTHER=1\n")
    assert load_settings().log_format == "json"


def test_a_value_that_cannot_be_used_is_named_by_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIBE_MAX_NOTE_BYTES", "canary")
    with pytest.raises(SettingError) as told:
        load_settings()
    assert str(told.value).startswith("SCRIBE_MAX_NOTE_BYTES: ")
    assert "canary" not in str(told.value)
