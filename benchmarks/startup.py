"""How long a command takes, process start included, and how much memory: `python benchmarks/startup.py`."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[1] / "demo" / "samples" / "knee.txt"
# Command, most seconds, most MiB.
FLOORS = [
    (["--help"], 0.3, 100),
    (["review", str(SAMPLE), "--format", "json"], 2.5, 250),
]
RUNS = 5


def run(arguments: list[str]) -> tuple[float, float]:
    """Seconds and MiB of one run."""
    command = [sys.executable, "-m", "scribe", *arguments]
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    if status:
        raise SystemExit(f"scribe {' '.join(arguments)} ended with status {status}")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    """Prints a line per command; exits with 1 when one is over its floor."""
    over = False
    for arguments, most_seconds, most_memory in FLOORS:
        runs = [run(arguments) for _ in range(RUNS)]
        seconds = statistics.median(each for each, _ in runs)
        memory = max(each for _, each in runs)
        over |= seconds > most_seconds or memory > most_memory
        print(f"scribe {arguments[0]:8} {seconds:.2f} s (floor {most_seconds})  {memory:.0f} MiB (floor {most_memory})")
    raise SystemExit(over)


if __name__ == "__main__":
    main()
