"""docs/policies.md tells what the files hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scribe.policy import Policies
from scribe.policy.examples import run
from scribe.policy.policyfile import PolicyFile

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
POLICIES = Policies(ROOT / "patterns" / "policies")


@pytest.mark.parametrize("policy", POLICIES.files, ids=lambda policy: policy.id)
def test_the_table_tells_every_policy_with_its_dates_and_confidence(policy: PolicyFile) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| `{policy.id}` |")]
    assert len(rows) == 1
    assert rows[0].endswith(f"| {policy.confidence} |")
    assert all(f"from {version.first}" in rows[0] for version in policy.versions)


def test_the_overlay_of_the_page_can_be_loaded(tmp_path: Path) -> None:
    block = PAGE.split("```yaml\n")[1].split("```")[0]
    assert yaml.safe_load(block)["follows"] == "therapy-threshold"
    (tmp_path / "plan.yaml").write_text(block, encoding="utf-8")
    results = [result for result in run(Policies(ROOT / "patterns" / "policies", extra=[tmp_path])) if result.wrong]
    assert results == []
