"""Compares a worker with itself, again and again, and counts the verdicts.

    python3 bench/false_alarms.py --runs 100        # 100 runs more of half a minute each
    python3 bench/false_alarms.py --seconds 100     # as many as begin within so many seconds: a piece of the 100
    python3 bench/false_alarms.py --report          # what all runs of the present binary came to

Two equal versions must never be told apart: exit code 1 where one was called slower, in any run of the present binary with
the same settings. Runs may be made in pieces: each is a line of .build/false_alarms.jsonl. Runs on a busy machine too, which
is what it is about.
"""

import argparse
import collections
import hashlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / ".build/false_alarms.jsonl"
RUNS_MAX = 1_000
VERDICTS = ("no difference", "undecided", "faster", "slower")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("--runs", type=int, metavar="N", help="how many more; default: 100")
    parser.add_argument("--seconds", type=float, metavar="S", help="begin none after so many seconds")
    parser.add_argument("--report", action="store_true", help="run nothing")
    parser.add_argument("--worker", type=Path, default=ROOT / ".build/workers/hello.wasm")
    parser.add_argument("--binary", type=Path, default=ROOT / ".build/release/swiftlet")
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--duration", default="2s", help="per version, over the rounds of the first look; default: 2s")
    parser.add_argument("--rounds", type=int, default=16, help="at most, per run; default: 16")
    chosen = parser.parse_args()
    if chosen.report and (chosen.runs is not None or chosen.seconds is not None):
        parser.error("--report runs nothing: leave out --runs and --seconds")
    if chosen.runs is not None and not 1 <= chosen.runs <= RUNS_MAX:
        parser.error(f"--runs must be from 1 to {RUNS_MAX}")
    if chosen.seconds is not None and chosen.seconds <= 0:
        parser.error("--seconds must be above 0")
    for file, remedy in ((chosen.binary, "make it: swift build -c release"), (chosen.worker, "make it: make build")):
        if not file.is_file():
            parser.error(f"{file} is missing: {remedy}")
    return chosen


def kind(chosen: argparse.Namespace) -> dict:
    """What must be the same for runs to add up."""
    return {
        "binary": hashlib.sha256(chosen.binary.read_bytes()).hexdigest()[:16],
        "worker": hashlib.sha256(chosen.worker.read_bytes()).hexdigest()[:16],
        "rate": chosen.rate, "duration": chosen.duration, "rounds": chosen.rounds}


def recorded(what: dict) -> list[dict]:
    """The runs of that kind; a line that cannot be read is named and skipped."""
    runs = []
    for number, line in enumerate(RECORD.read_text().splitlines() if RECORD.exists() else [], 1):
        try:
            run = json.loads(line)
            if run["kind"] == what:
                runs.append(run)
        except (ValueError, KeyError, TypeError) as error:
            print(f"false_alarms: {RECORD}:{number} is skipped: {error}", file=sys.stderr)
    return runs


def compare(chosen: argparse.Namespace) -> list[dict]:
    """The comparisons of one run: its `comparisons` of --json."""
    command = [str(chosen.binary), "bench", str(chosen.worker), "--wall", "--against", str(chosen.worker),
               "--rate", str(chosen.rate), "--duration", chosen.duration, "--rounds", str(chosen.rounds), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        return json.loads(done.stdout)["comparisons"]
    except (json.JSONDecodeError, KeyError):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr or done.stdout}")


def gather(chosen: argparse.Namespace, what: dict) -> None:
    """Each run is recorded when it is over: what comes after it takes nothing away."""
    began = time.monotonic()
    most = chosen.runs or (RUNS_MAX if chosen.seconds else 100)
    for run in range(most):
        if chosen.seconds and time.monotonic() - began >= chosen.seconds:
            break
        start = time.monotonic()
        found = compare(chosen)
        line = {"kind": what, "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "seconds": round(time.monotonic() - start, 1), "comparisons": found}
        with RECORD.open("a") as record:
            record.write(json.dumps(line) + "\n")
        verdicts = ", ".join(f"{one['figure']} {one['verdict']}" for one in found)
        print(f"false_alarms: run {run + 1} in {line['seconds']:.0f} s: {verdicts}", flush=True)


def report(runs: list[dict], worker: Path) -> bool:
    """Prints what the runs came to. Whether no comparison was called slower."""
    verdicts = collections.defaultdict(collections.Counter)
    for run in runs:
        for comparison in run["comparisons"]:
            verdicts[comparison["figure"]][comparison["verdict"]] += 1
    disturbed = sum(any(comparison["disturbed"] for comparison in run["comparisons"]) for run in runs)
    minutes = sum(run["seconds"] for run in runs) / 60
    print(f"{len(runs)} comparisons of {worker.name} with itself in {minutes:.0f} min, {disturbed} of them disturbed")
    print(f"{'':16}" + "".join(f"{name:>15}" for name in VERDICTS))
    for figure, counts in verdicts.items():
        print(f"{figure:16}" + "".join(f"{counts[name]:15}" for name in VERDICTS))
    return not any(counts["slower"] for counts in verdicts.values())


def main() -> int:
    chosen = options()
    what = kind(chosen)
    # Ended either way, no `swiftlet bench` stays behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if not chosen.report:
            gather(chosen, what)
    except KeyboardInterrupt:
        return 130
    runs = recorded(what)
    if not runs:
        print("false_alarms: no runs of the present binary with these settings are recorded", file=sys.stderr)
        return 1
    return 0 if report(runs, chosen.worker) else 1


if __name__ == "__main__":
    sys.exit(main())
