"""Measures the live service: python benchmarks/live.py load|kill|memory|attack

Each figure stands beside the floor it must reach. Server and client run on this machine, each in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from live_load import speak

@contextmanager
def server(**settings: str) -> Iterator[tuple[int, int]]:
    """A server process with a new database: its port and process id."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"SCRIBE_DATA_DIR": folder, "SCRIBE_MAX_SESSIONS_PER_USER": "5000"} | settings
        command = [sys.executable, "-m", "scribe", "serve", "--port", "0", "--log-format", "json"]
        running = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        try:
            for line in running.stderr:
                if '"port"' in line:
                    break
                print(line, end="", file=sys.stderr)
            subprocess.Popen(["cat"], stdin=running.stderr, stdout=subprocess.DEVNULL)
            yield json.loads(line)["port"], running.pid
        finally:
            running.terminate()
            running.wait(30)


def metrics(port: int) -> dict[str, float]:
    """The server's metrics by name and labels."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def quantile(found: dict[str, float], name: str, share: float) -> str:
    """The bucket of a histogram below which `share` of its values lie."""
    buckets = [(re.search(r'le="([^"]+)"', key)[1], value) for key, value in found.items() if key.startswith(f"{name}_bucket")]
    total = found[f"{name}_count"]
    return next((bound for bound, value in buckets if value >= share * total), "?")


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def threads(pid: int) -> dict[str, float]:
    """CPU time of each thread of a process so far; Python's threads carry their names in Linux from 3.14 on only."""
    found = {}
    for task in sorted(Path(f"/proc/{pid}/task").iterdir(), key=lambda path: int(path.name)):
        fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
        found[task.name] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def resident(pid: int) -> float:
    """Resident memory of a process in MiB."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def milliseconds(values: list[float], share: float) -> float:
    """A quantile, in milliseconds."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] * 1000


def load(count: int, seconds: float) -> None:
    """So many dictations at 2.5 words a second each."""
    with server() as (port, pid):
        before, began, own, each = cpu_seconds(pid), time.perf_counter(), time.process_time(), threads(pid)
        figures = asyncio.run(speak(port, count, seconds))
        spent = time.perf_counter() - began
        found = metrics(port)
        print(f"dictations {count}, reviews {figures.reviews}, events {figures.events}, lost {figures.lost}, previews {figures.previews}")
        print(f"final to last event: p50 {milliseconds(figures.answers, 0.5):.1f} ms (floor 25), "
              f"p99 {milliseconds(figures.answers, 0.99):.1f} ms (floor 250), worst {milliseconds(figures.answers, 1):.0f} ms, "
              f"of {len(figures.answers)}")
        print(f"final to ack: p50 {milliseconds(figures.acknowledgements, 0.5):.1f} ms, p99 {milliseconds(figures.acknowledgements, 0.99):.1f} ms")
        print(f"event loop delay: p99 below {quantile(found, 'scribe_loop_delay_seconds', 0.99)} s (floor 0.05)")
        print(f"commit: p50 below {quantile(found, 'scribe_commit_seconds', 0.5)} s, p99 below "
              f"{quantile(found, 'scribe_commit_seconds', 0.99)} s, mean changes "
              f"{found['scribe_commit_changes_sum'] / found['scribe_commit_changes_count']:.1f}")
        print(f"cores: server {(cpu_seconds(pid) - before) / spent:.2f}, client {(time.process_time() - own) / spent:.2f}; "
              f"server memory {resident(pid):.0f} MiB")
        shares = {name: (spent_by - each.get(name, 0)) / spent for name, spent_by in threads(pid).items()}
        print("threads:", ", ".join(f"{share:.2f}" for share in shares.values() if share > 0.005))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["load", "kill", "memory", "attack"])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    if options.what == "load":
        load(options.count, options.seconds)


if __name__ == "__main__":
    main()
