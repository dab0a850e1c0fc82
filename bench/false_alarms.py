"""Compares a worker with itself, again and again, and counts the verdicts.

    python3 bench/false_alarms.py [--runs 100] [--worker .build/workers/hello.wasm] [--duration 2s] [--rounds 16]

Two equal versions must never be told apart: exit code 1 where one was called slower. Runs on a busy machine too, which is
what it is about.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import time

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--worker", default=str(REPOSITORY / ".build/workers/hello.wasm"))
    parser.add_argument("--binary", default=str(REPOSITORY / ".build/release/swiftlet"))
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--duration", default="2s", help="per version, over the rounds of the first look")
    parser.add_argument("--rounds", type=int, default=16, help="at most, per run")
    parser.add_argument("--json", help="also write every comparison to this file")
    return parser.parse_args()


def compare(chosen):
    """The comparisons of one run: its `comparisons` of --json."""
    command = [chosen.binary, "bench", chosen.worker, "--wall", "--against", chosen.worker, "--rate", str(chosen.rate),
               "--duration", chosen.duration, "--rounds", str(chosen.rounds), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        return json.loads(done.stdout)["comparisons"]
    except (json.JSONDecodeError, KeyError):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr or done.stdout}")


def main():
    chosen = options()
    verdicts = collections.defaultdict(collections.Counter)
    disturbed = 0
    every = []
    began = time.monotonic()
    for run in range(chosen.runs):
        found = compare(chosen)
        every.append(found)
        disturbed += any(comparison["disturbed"] for comparison in found)
        for comparison in found:
            verdicts[comparison["figure"]][comparison["verdict"]] += 1
        if sys.stderr.isatty():
            slower = sum(counts["slower"] for counts in verdicts.values())
            print(f"\r{run + 1} of {chosen.runs}, {slower} slower", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    minutes = (time.monotonic() - began) / 60
    print(f"{chosen.runs} comparisons of {pathlib.Path(chosen.worker).name} with itself in {minutes:.0f} min, "
          f"{disturbed} of them disturbed")
    names = ("no difference", "undecided", "faster", "slower")
    print(f"{'':16}" + "".join(f"{name:>15}" for name in names))
    for figure, counts in verdicts.items():
        print(f"{figure:16}" + "".join(f"{counts[name]:15}" for name in names))
    if chosen.json:
        pathlib.Path(chosen.json).write_text(json.dumps(every, indent=1) + "\n")
    return 1 if any(counts["slower"] for counts in verdicts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
