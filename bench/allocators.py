#!/usr/bin/env python3
"""The host on other allocators: CPU per request in turns, as ratios to glibc's in the same round, and memory afterwards.

    make build && python3 bench/allocators.py     # apt-get install libjemalloc2 libmimalloc2.0
    python3 bench/allocators.py --only S1,S4 --rounds 5
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import nginx
import report
import swiftlet
from compare import ROOT, make_certificate
from cpu import resident_megabytes
from load import LoadError
from measure import measure, verify, warm_up
from process import StartError
from scenarios import select

LIBRARIES = Path("/usr/lib/x86_64-linux-gnu")
ALLOCATORS = {
    "glibc": {},
    "glibc, one arena": {"MALLOC_ARENA_MAX": "1"},
    "glibc, trimmed": {"MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "131072"},
    "jemalloc": {"LD_PRELOAD": str(LIBRARIES / "libjemalloc.so.2")},
    "mimalloc": {"LD_PRELOAD": str(LIBRARIES / "libmimalloc.so.2.0")},
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="S1,S4", default="S1,S2,S3,S4", help="scenarios (S1,S2,S3,S4)")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (5)")
    parser.add_argument("--seconds", type=int, default=3, help="of load per measurement, after one to warm up (3)")
    parser.add_argument("--connections", type=int, default=32, help="of the load generator (32)")
    options = parser.parse_args()
    options.scenarios = select(options.only)
    return options


def run(options: argparse.Namespace, folder: Path) -> None:
    pair = make_certificate(folder)
    with nginx.origin(folder / "origin") as origin, ExitStack() as stack:
        peers = {}
        for name, environment in ALLOCATORS.items():
            preload = environment.get("LD_PRELOAD")
            if preload and not Path(preload).exists():
                print(f"allocators: {name} left out, there is no {preload}", file=sys.stderr)
                continue
            place = folder / name.replace(", ", "-").replace(" ", "-")
            peers[name] = stack.enter_context(
                swiftlet.peer(ROOT / ".build/release/swiftlet", place, origin.port, *pair, environment))
        table = [["allocator"] + [f"{scenario.name} µs (ratio)" for scenario in options.scenarios] + ["RSS MB"]]
        costs = {name: {scenario.name: [] for scenario in options.scenarios} for name in peers}
        for number in range(options.rounds):
            for scenario in options.scenarios:
                turn = list(peers) if number % 2 == 0 else list(peers)[::-1]
                for name in turn:
                    if number == 0:
                        verify(peers[name], scenario)
                    warm_up(peers[name], scenario)
                    costs[name][scenario.name].append(
                        measure(peers[name], scenario, options.connections, options.seconds).cpu_us)
            print(f"round {number + 1} of {options.rounds}", flush=True)
        for name, peer in peers.items():
            cells = [name]
            for scenario in options.scenarios:
                ours, theirs = costs[name][scenario.name], costs["glibc"][scenario.name]
                cells.append(f"{median(ours):.1f} ({median(a / b for a, b in zip(ours, theirs)):.3f})")
            table.append(cells + [f"{resident_megabytes(peer.pid)['rss']:.1f}"])
    print("\n" + report.table(table))


def main() -> int:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="swiftlet-allocators-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's worker may be another user
        try:
            run(options, folder)
        except (StartError, LoadError) as error:
            print(f"allocators: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
