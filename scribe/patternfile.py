"""Reads one file of patterns/ as plain data, or names the file and the line of what is wrong with it.

Owns the step from bytes to data. Knows nothing of what a file should hold.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from scribe.errors import PatternError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_pattern_file(path: Path) -> Any:
    """The content of a YAML file.

    Raises:
        PatternError: the file cannot be read, is not UTF-8 or is not YAML.
    """
    place = place_of(path)
    try:
        raw = path.read_bytes()
        return yaml.load(raw.decode("utf-8"), Loader=_LOADER)
    except OSError as error:
        raise PatternError(f"{place}: cannot be read: {(error.strerror or '').lower()}") from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PatternError(f"{place}, line {line}: not UTF-8 text") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PatternError(f"{place}, line {line}: not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise PatternError(f"{place}: not YAML: {' '.join(str(error).split())}") from None


def place_of(path: Path) -> str:
    """How messages name the file: its folder and its name."""
    return f"{path.parent.name}/{path.name}"
