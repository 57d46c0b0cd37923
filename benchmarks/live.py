"""Measures the live service: python benchmarks/live.py load|kill|memory|attack

Each figure stands beside the floor it must reach. Server and clients run on this machine, in processes of their own.
"""

from __future__ import annotations

import argparse
import asyncio
import time

from live_load import Figures, speak
from live_server import cpu_seconds, metrics, quantile, resident, server, threads
from live_trials import attack, kill, memory


def load(count: int, seconds: float) -> None:
    """So many dictations at 2.5 words a second each, an interim every word, a final every sentence."""
    with server() as (port, pid):
        began, own = time.perf_counter(), time.process_time()
        used, each = cpu_seconds(pid), threads(pid)
        figures = asyncio.run(speak(port, count, seconds))
        spent = time.perf_counter() - began
        found = metrics(port)
        _tell(figures)
        print(f"event loop delay: p99 below {quantile(found, 'scribe_loop_delay_seconds', 0.99)} s (floor 0.05)")
        commits = found["scribe_commit_changes_count"]
        print(
            f"commit: p50 below {quantile(found, 'scribe_commit_seconds', 0.5)} s, "
            f"p99 below {quantile(found, 'scribe_commit_seconds', 0.99)} s, "
            f"{found['scribe_commit_changes_sum'] / commits:.1f} changes each"
        )
        client = (time.process_time() - own) / spent
        print(f"cores: server {(cpu_seconds(pid) - used) / spent:.2f}, client {client:.2f}")
        shares = [(after - each.get(name, 0)) / spent for name, after in threads(pid).items()]
        print("cores by thread:", ", ".join(f"{share:.2f}" for share in shares if share > 0.005))
        print(f"server memory: {resident(pid):.0f} MiB")


def _tell(figures: Figures) -> None:
    print(
        f"dictations {figures.count}, reviews {figures.reviews}, events {figures.events}, lost {figures.lost}, "
        f"previews {figures.previews}"
    )
    for name, values in (("final to last event", figures.answers), ("final to ack", figures.acknowledgements)):
        p50, p99, worst = (figures.milliseconds(values, share) for share in (0.5, 0.99, 1))
        floor = " (floors 25 and 250)" if values is figures.answers else ""
        print(f"{name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms{floor}, worst {worst:.0f} ms, of {len(values)}")


def main() -> None:
    """Runs one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["load", "kill", "memory", "attack"])
    parser.add_argument("--count", type=int, help="dictations at a time (load: 1000, kill: 50, attack: 100)")
    parser.add_argument("--seconds", type=float, default=60, help="load, attack: how long")
    parser.add_argument("--times", type=int, default=20, help="kill: how often")
    parser.add_argument("--sentences", type=int, default=100_000, help="memory: how many")
    parser.add_argument("--database-url", help="default: SQLite in a new folder")
    options = parser.parse_args()
    match options.what:
        case "load":
            load(options.count or 1000, options.seconds)
        case "kill":
            asyncio.run(kill(options.count or 50, options.times, options.database_url))
        case "memory":
            asyncio.run(memory(options.sentences))
        case "attack":
            asyncio.run(attack(options.count or 100, options.seconds))


if __name__ == "__main__":
    main()
