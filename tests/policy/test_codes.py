from __future__ import annotations

import pytest

from scribe.policy.codes import CodeSet, DiagnosisSet

CODES = CodeSet(["A5500-A5507", "A5512-A5514", "97110", "A5505-A5508"])
DIAGNOSES = DiagnosisSet(["N40-N42", "Z85.46", "O00-O9A"])


@pytest.mark.parametrize("code", ["A5500", "A5507", "A5508", "A5513", "97110"])
def test_a_code_in_a_range_or_alone_is_held(code: str) -> None:
    assert code in CODES


@pytest.mark.parametrize("code", ["A5499", "A5509", "A5511", "97111", "", "A55"])
def test_a_code_outside_is_not_held(code: str) -> None:
    assert code not in CODES


@pytest.mark.parametrize("code", ["N40", "N40.1", "N401", "N42.9", "Z85.46", "Z8546", "O9A.1", "O99.4"])
def test_a_heading_holds_the_diagnoses_below_it(code: str) -> None:
    assert code in DIAGNOSES


@pytest.mark.parametrize("code", ["N39.0", "N43", "Z85.47", "Z85.4", "P00"])
def test_other_diagnoses_are_not_held(code: str) -> None:
    assert code not in DIAGNOSES
