#!/usr/bin/env python3
"""Instructions of the micro-paths, counted by callgrind and held to bench/instructions.json: unlike time they are the same
on a busy machine. More than 2 % above the committed figure fails.

    make instructions                             # the check; part of make test
    make instructions ARGS=--update               # takes the present figures over, and prints old and new
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MICROBENCH = ROOT / ".build/release/microbench"
COMMITTED = Path(__file__).with_name("instructions.json")
# Each path, and how often it is gone in the shorter run and in the longer one.
PATHS = {"parse": (1_000, 5_000), "isolate": (300, 2_300), "fresh": (200, 1_200), "suspended": (300, 2_300)}
TOLERANCE = 0.02
# Callgrind counts each byte of a `rep stosb`, which would drown all else.
TUNABLES = "glibc.cpu.x86_rep_stosb_threshold=1000000000:glibc.cpu.x86_rep_movsb_threshold=1000000000"


class CountError(Exception):
    """Nothing could be counted; the message says why."""


def count(program: Path, path: str, times: int) -> int:
    """Instructions of the thread that does the work: others wait, for as long as it takes."""
    with tempfile.TemporaryDirectory(prefix="swiftlet-instructions-") as folder:
        output = Path(folder) / "callgrind"
        command = ["valgrind", "--tool=callgrind", "--separate-threads=yes", f"--callgrind-out-file={output}",
                   "--smc-check=all-non-file", str(program), "instructions", path, str(times)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False,
                             env={**os.environ, "GLIBC_TUNABLES": TUNABLES})
        first = Path(f"{output}-01")
        if run.returncode != 0 or not first.exists():
            raise CountError(f"{path}: valgrind ended with {run.returncode}: {(run.stdout + run.stderr)[-1500:]}")
        for line in first.read_text().splitlines():
            if line.startswith("totals:"):
                return int(line.split()[1])
    raise CountError(f"{path}: callgrind wrote no totals")


def per_turn(program: Path, path: str) -> float:
    short, long = PATHS[path]
    return (count(program, path, long) - count(program, path, short)) / (long - short)


def count_all() -> dict[str, int]:
    with tempfile.TemporaryDirectory(prefix="swiftlet-instructions-") as folder:
        # Valgrind gives up over debug information that is newer than it knows.
        program = Path(folder) / "microbench"
        subprocess.run(["strip", "--strip-debug", "-o", str(program), str(MICROBENCH)], check=True)
        with ThreadPoolExecutor(2) as pool:
            return {path: round(value) for path, value in zip(PATHS, pool.map(lambda path: per_turn(program, path), PATHS))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="commit to the present figures")
    options = parser.parse_args()
    if shutil.which("valgrind") is None:
        print("instructions: skipped, there is no valgrind (apt-get install valgrind)")
        return 0
    if not MICROBENCH.exists():
        print(f"instructions: no {MICROBENCH}: make instructions builds it", file=sys.stderr)
        return 1
    machines = json.loads(COMMITTED.read_text())
    committed = machines.get(platform.machine(), {})
    if not committed and not options.update:
        print(f"instructions: skipped, {COMMITTED.name} has no figures of {platform.machine()}")
        return 0
    try:
        counted = count_all()
    except CountError as error:
        print(f"instructions: {error}", file=sys.stderr)
        return 1
    worse = []
    for path, now in counted.items():
        old = committed.get(path)
        change = now / old - 1 if old else 0
        print(f"instructions: {path:10} {now:8,}" + (f"  committed {old:8,}  {change:+.1%}" if old else "  new"))
        if old is None or change > TOLERANCE:
            worse.append(path)
    if options.update:
        machines[platform.machine()] = counted
        COMMITTED.write_text(json.dumps(machines, indent=4) + "\n")
        print(f"instructions: {COMMITTED.relative_to(ROOT)} has the present figures now")
        return 0
    if worse:
        print(f"instructions: {', '.join(worse)}: more than {TOLERANCE:.0%} above what is committed. Find out why; where it "
              "is worth it: make instructions ARGS=--update", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
