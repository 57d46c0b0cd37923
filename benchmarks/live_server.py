"""A server process to measure, and what can be read of it from outside."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def start(**settings: str) -> tuple[subprocess.Popen[str], int]:
    """A server process and its port, once it serves."""
    environment = os.environ | {"SCRIBE_MAX_SESSIONS_PER_USER": "5000"} | settings
    command = [sys.executable, "-m", "scribe", "serve", "--port", "0", "--log-format", "json"]
    running = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    for line in running.stderr:
        if '"port"' in line:
            subprocess.Popen(["cat"], stdin=running.stderr, stdout=subprocess.DEVNULL)
            return running, int(json.loads(line)["port"])
        print(line, end="", file=sys.stderr)
    raise SystemExit("the server did not start")


@contextmanager
def server(**settings: str) -> Iterator[tuple[int, int]]:
    """A server process with a new database: its port and process id."""
    with tempfile.TemporaryDirectory() as folder:
        running, port = start(SCRIBE_DATA_DIR=folder, **settings)
        try:
            yield port, running.pid
        finally:
            running.terminate()
            running.wait(60)


def metrics(port: int) -> dict[str, float]:
    """The server's metrics by name and labels."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def quantile(found: dict[str, float], name: str, share: float) -> str:
    """The bucket of a histogram below which `share` of its values lie."""
    total = found[f"{name}_count"]
    for key, value in found.items():
        if (bound := re.fullmatch(rf'{name}_bucket{{le="([^"]+)"}}', key)) and value >= share * total:
            return bound[1]
    return "?"


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far."""
    return _cpu(Path(f"/proc/{pid}/stat"))


def threads(pid: int) -> dict[str, float]:
    """CPU time of each thread of a process so far, in the order in which they began."""
    tasks = sorted(Path(f"/proc/{pid}/task").iterdir(), key=lambda path: int(path.name))
    return {task.name: _cpu(task / "stat") for task in tasks}


def resident(pid: int) -> float:
    """Resident memory of a process in MiB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _cpu(stat: Path) -> float:
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
