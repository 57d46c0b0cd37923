"""How long a command takes, process start included, and how much memory: `python benchmarks/startup.py`.

Bytecode and parsed pattern files are kept in folders of the benchmark's own. A run without parsed files is told too,
and held to a floor of its own. Where other programs take the processor, look at the CPU seconds.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

SAMPLE = Path(__file__).resolve().parents[1] / "demo" / "samples" / "knee.txt"
# Command, most seconds, most MiB; most seconds of a first start.
FLOORS = [
    (["--help"], 0.3, 100),
    (["review", str(SAMPLE), "--format", "json"], 2.5, 250),
]
FIRST_START = 3.0
RUNS = 5


class Run(NamedTuple):
    """Seconds, CPU seconds and MiB of one run."""

    seconds: float
    cpu: float
    memory: float


def run(arguments: list[str], folder: str) -> Run:
    """One run, with what is kept between runs in `folder`."""
    environment = os.environ | {"SCRIBE_CACHE_DIR": f"{folder}/patterns", "PYTHONPYCACHEPREFIX": f"{folder}/bytecode"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-W", "ignore", "-m", "scribe", *arguments]
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    if status:
        raise SystemExit(f"scribe {' '.join(arguments)} ended with status {status}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> None:
    """Prints a line per command; exits with 1 when one is over its floor."""
    over = False
    for arguments, most_seconds, most_memory in FLOORS:
        with tempfile.TemporaryDirectory() as folder:
            run(arguments, folder)
            patterns = Path(folder, "patterns")
            for kept in patterns.iterdir() if patterns.exists() else ():
                kept.unlink()
            first = run(arguments, folder)
            runs = [run(arguments, folder) for _ in range(RUNS)]
        seconds, cpu = (statistics.median(getattr(each, name) for each in runs) for name in ("seconds", "cpu"))
        memory = max(each.memory for each in (first, *runs))
        over |= seconds > most_seconds or first.seconds > FIRST_START or memory > most_memory
        print(
            f"scribe {arguments[0]:8} {seconds:.2f} s (floor {most_seconds}), CPU {cpu:.2f} s; "
            f"nothing parsed yet {first.seconds:.2f} s (floor {FIRST_START}), CPU {first.cpu:.2f} s; "
            f"{memory:.0f} MiB (floor {most_memory})"
        )
    raise SystemExit(over)


if __name__ == "__main__":
    main()
