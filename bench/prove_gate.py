#!/usr/bin/env python3
"""Proves the gate of `make instructions`: it catches what costs one percent, and never fails without a change.

    python3 bench/prove_gate.py --slow 20         # 20 runs with 1 % more instructions in each request: each must be caught
    python3 bench/prove_gate.py --repeat 100      # 100 runs of the whole gate without a change: none may fail
    python3 bench/prove_gate.py --write           # what all runs of the present binaries came to, into docs/performance.md

Runs may be made in pieces: each is a line of .build/gate/proof.jsonl. They are held to figures counted first, not to the
committed ones, so that the binaries need not be those of the commit. The percent is wasted by a spin at each read from a
socket (steady.c), in front of the code that serves the request.
"""

import argparse
import hashlib
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import instructions
import page
import report
import thresholds
from callgrind import CountError
from instructions import KEPT, RELEASE, ROOT, Bench
from lockstep import HELD, PROXIED
from process import StartError

PROOF = KEPT / "proof.jsonl"
SLOWDOWN = 0.01
RUNS_MAX = 1_000


def binaries() -> str:
    """Which binaries were counted: runs of others prove nothing of them."""
    hashed = hashlib.sha256()
    for program in ("swiftlet", "microbench"):
        hashed.update((RELEASE / program).read_bytes())
    return hashed.hexdigest()[:16]


def runs(kind: str | None = None) -> list[dict]:
    """What was recorded of the present binaries; a line that cannot be read is named and skipped."""
    recorded = []
    for number, line in enumerate(PROOF.read_text().splitlines() if PROOF.exists() else [], 1):
        try:
            run = json.loads(line)
            if run["binaries"] == binaries() and kind in (None, run["kind"]):
                recorded.append(run)
        except (ValueError, KeyError, TypeError) as error:
            print(f"prove_gate: {PROOF}:{number} is skipped: {error}", file=sys.stderr)
    return recorded


def record(kind: str, **values) -> dict:
    run = {"kind": kind, "binaries": binaries(), "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **values}
    with PROOF.open("a") as proof:
        proof.write(json.dumps(run) + "\n")
    return run


def reference(bench: Bench) -> dict:
    """The figures that the runs are held to, counted once for these binaries."""
    if known := runs("reference"):
        return known[-1]["counted"]
    return record("reference", counted=instructions.count_all(bench))["counted"]


def spin(committed: dict, scenario: str) -> int:
    """Of steady.c: two instructions each, at every read of a request."""
    reads = 2 if scenario in PROXIED else 1
    return round(committed["instructions"][scenario] * SLOWDOWN / reads / 2)


def prove_slow(bench: Bench, times: int) -> bool:
    """Whole servers, a percent slower: whether each run was caught, in each scenario."""
    committed = reference(bench)
    names = [scenario.name for scenario in HELD]
    only = {"instructions": {name: committed["instructions"][name] for name in names}, "allocations": {}}
    proved = True
    for number in range(times):
        counted = instructions.warmed(
            lambda bench: instructions.count_server(bench, lambda name: spin(committed, name)), bench)
        verdict = thresholds.judge({"instructions": counted, "allocations": {}}, only)
        record("slow", counted=counted, caught=verdict.worse)
        proved = proved and verdict.worse == names
        print(f"prove_gate: slower {number + 1}: " + ", ".join(
            f"{name} {counted[name] / only['instructions'][name] - 1:+.2%}{'' if name in verdict.worse else ' NOT CAUGHT'}"
            for name in names), flush=True)
    return proved


def prove_repeat(bench: Bench, times: int) -> bool:
    """The whole gate: whether no run failed."""
    committed = reference(bench)
    proved = True
    for number in range(times):
        counted = instructions.count_all(bench)
        verdict = thresholds.judge(counted, committed)
        record("repeat", counted=counted, failed=verdict.worse)
        proved = proved and not verdict.worse
        print(f"prove_gate: repeat {number + 1}: {'FAILED: ' + ', '.join(verdict.worse) if verdict.worse else 'passed'}",
              flush=True)
    return proved


def spread(values: list[int]) -> str:
    """How far the figures lie apart."""
    return f"{(max(values) - min(values)) / min(values):.3%}"


def table() -> str:
    """What the runs came to, in Markdown."""
    kept = runs("reference")
    if not kept:
        raise CountError("no runs of the present binaries are recorded: prove_gate.py --slow 20 --repeat 100")
    committed, slow, repeat = kept[-1]["counted"], runs("slow"), runs("repeat")
    missed = sum(len(run["caught"]) < len(HELD) for run in slow)
    failed = sum(bool(run["failed"]) for run in repeat)
    rows = [["", "instructions", f"spread of {len(repeat)} repeats", f"{SLOWDOWN:.0%} slower, {len(slow)} runs", "caught"]]
    for name, count in committed["instructions"].items():
        again = [run["counted"]["instructions"][name] for run in repeat]
        slower = [run["counted"][name] / count - 1 for run in slow if name in run["counted"]]
        rows.append([
            name, f"{count:,}", spread(again) if again else "-",
            f"{min(slower):+.2%} to {max(slower):+.2%}" if slower else "-",
            f"{sum(name in run['caught'] for run in slow)} of {len(slow)}" if slower else "-"])
    machine, day = report.machine(), kept[-1]["at"][:10]
    return (f"{len(slow)} runs with {SLOWDOWN:.0%} more instructions in each request: {missed} missed. {len(repeat)} runs "
            f"without a change: {failed} failed. Tolerance {thresholds.TOLERANCE:.2%}. {machine['cpu']}, {machine['cpus']} "
            f"CPUs, {machine['kernel']}; {day}, {machine['commit']}.\n\n{report.table(rows)}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("--slow", type=int, default=0, metavar="N", help="runs with one percent more instructions")
    parser.add_argument("--repeat", type=int, default=0, metavar="N", help="runs without a change")
    parser.add_argument("--write", action="store_true", help="put what all runs came to into docs/performance.md")
    options = parser.parse_args()
    for name in ("slow", "repeat"):
        if not 0 <= getattr(options, name) <= RUNS_MAX:
            parser.error(f"--{name} must be from 0 to {RUNS_MAX}")
    if not (options.slow or options.repeat or options.write):
        parser.error("say what to do: --slow 20, --repeat 100, --write")
    return options


def main() -> int:
    options = arguments()
    if what := instructions.missing():
        print(f"prove_gate: {what}", file=sys.stderr)
        return 1
    # Ended either way, no server stays behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        proved = True
        if options.slow or options.repeat:
            with tempfile.TemporaryDirectory(prefix="swiftlet-gate-") as folder:
                bench = Bench(Path(folder))
                proved = prove_repeat(bench, options.repeat) and proved
                proved = prove_slow(bench, options.slow) and proved
        if options.write:
            page.replace("gate", table())
            print(f"prove_gate: {page.PAGE.relative_to(ROOT)} has the results of the present binaries now")
    except (CountError, StartError, OSError, subprocess.SubprocessError) as error:
        print(f"prove_gate: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0 if proved else 1


if __name__ == "__main__":
    sys.exit(main())
