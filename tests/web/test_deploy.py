"""The container files, read and held against the code; they are built where there is a Docker daemon, not here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from scribe.web.doors import check_binding
from scribe.web.settings import ServiceSettings

ROOT = Path(__file__).absolute().parents[2]
DEPLOY = ROOT / "deploy"
KNOWN = {f"SCRIBE_{name.upper()}" for name in ServiceSettings.model_fields}


@pytest.fixture
def dockerfile() -> str:
    return (DEPLOY / "Dockerfile").read_text("utf-8")


@pytest.fixture
def compose() -> dict:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", "example.env"])
def test_every_setting_named_is_one_of_the_service(name):
    used = set(re.findall(r"\bSCRIBE_[A-Z_]+\b", (DEPLOY / name).read_text("utf-8")))
    assert used
    assert used <= KNOWN


def test_everything_copied_is_there(dockerfile):
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE):
        for source in line.split():
            assert (ROOT / source).exists(), source


def test_the_lock_file_has_the_versions_that_the_tests_run_with():
    image, tested = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", path.read_text("utf-8"), re.MULTILINE))
        for path in (DEPLOY / "requirements.lock", ROOT / "requirements-dev.lock")
    )
    assert {"uvicorn", "alembic", "psycopg", "cryptography"} <= image.keys()
    assert image.items() <= tested.items()


def test_packages_are_checked_by_hash_and_the_service_is_not_root(dockerfile):
    assert "--require-hashes" in dockerfile
    assert dockerfile.index("USER scribe") < dockerfile.index("ENTRYPOINT")


def test_the_container_listens_to_the_world_with_authentication_only(compose):
    environment = compose["services"]["scribe"]["environment"]
    assert "?" in environment["SCRIBE_TOKENS"]
    check_binding(ServiceSettings(_env_file=None, host="0.0.0.0", tokens=f"ann={'a' * 64}"))


def test_the_shutdown_has_time_to_tell_clients(compose):
    grace = int(compose["services"]["scribe"]["stop_grace_period"].removesuffix("s"))
    assert grace > ServiceSettings(_env_file=None).drain_seconds


def test_every_secret_must_be_given(compose):
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    assert set(re.findall(r"\$\{(\w+):\?", text)) == {"POSTGRES_PASSWORD", "SCRIBE_TOKENS", "SCRIBE_STORE_KEYS"}
    assert compose["services"].keys() == {"scribe", "database"}
