"""The project as others get it: its metadata, its lock files, its scripts and its wheel."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Any

import pytest

import scribe

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
SCRIPTS = ("install", "check", "test", "docs", "demo")


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _plain(name: str) -> str:
    return re.split(r"[\[<>=~! ;]", name)[0].lower().replace("_", "-").replace(".", "-")


def _locked(lock: str) -> dict[str, str]:
    """Each pinned name with its version."""
    return dict(re.findall(r"^([\w.\-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_the_version_is_one() -> None:
    assert version("kx-scribe") == scribe.__version__


def test_the_command_and_the_component_are_registered() -> None:
    assert "kx_evidence" in {point.name for point in entry_points(group="spacy_factories")}
    assert "scribe" in {point.name for point in entry_points(group="console_scripts")}


@pytest.mark.parametrize("name", ["Scribe", "Encounter", "Review"])
def test_the_public_names_are_there(name: str) -> None:
    assert getattr(scribe, name).__name__ == name


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        scribe.nothing  # noqa: B018


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = re.split(r"^(?=[\w.\-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(pins) > 40
    assert all("--hash=sha256:" in pin for pin in pins)
    assert "://" not in text
    assert not re.search(r"^\s*-(-index|-extra|-find|-trusted|i |f )", text, flags=re.MULTILINE)


def test_the_locks_hold_what_the_project_asks_for() -> None:
    asked = {_plain(name) for name in _project()["dependencies"]}
    assert asked <= set(_locked("requirements.lock"))
    extras = {_plain(name) for names in _project()["optional-dependencies"].values() for name in names}
    assert asked | extras <= set(_locked("requirements-dev.lock"))


def test_the_locks_agree() -> None:
    user, developer = (_locked(lock) for lock in LOCKS)
    assert user.items() <= developer.items()


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_can_be_run(name: str) -> None:
    script = ROOT / "scripts" / name
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


def test_ci_is_the_readmes_test_command() -> None:
    commands = [
        line for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    assert commands == ['exec "$(dirname "$0")/../scripts/test"']
    assert "\nscripts/test\n" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked, as pip would lay it."""
    made = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(made), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (file,) = made.glob("*.whl")
    zipfile.ZipFile(file).extractall(made / "site")
    return made / "site"


def test_the_wheel_holds_what_it_needs(wheel: Path) -> None:
    assert list(wheel.glob("scribe/patterns/evidence/*.yaml"))
    assert list(wheel.glob("scribe/patterns/policies/*.yaml"))
    assert (wheel / "scribe/models").is_dir()
    assert (wheel / "scribe/demo/report/review.html").is_file()
    assert (wheel / "scribe/py.typed").is_file()
    assert not (wheel / "tests").exists()


def test_the_wheel_works_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Berg 42/56 today.", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(wheel), "PYTHONSAFEPATH": "1"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scribe", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path, env=environment)

    assert "functional_measure" in run("review", "note.txt", "--format", "json").stdout
    assert "<!doctype html>" in run("review", "note.txt", "--format", "html").stdout
    where = [sys.executable, "-c", "from scribe.paths import resource; print(resource('patterns'))"]
    told = subprocess.run(where, check=True, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert told.stdout.strip() == str(wheel / "scribe" / "patterns")
