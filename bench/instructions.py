#!/usr/bin/env python3
"""Instructions of the micro-paths and of whole requests (S0 to S3), counted by callgrind, and heap allocations per request:
held to bench/thresholds/ARCHITECTURE.json. Unlike time they are the same on a busy machine. README.md says how.

    make instructions                             # the check; part of make test
    make instructions ARGS=--update               # takes the present figures over, and prints old and new
"""

import argparse
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import callgrind
import thresholds
from allocations import COUNTERS, build as build_alloccount, environment as alloccount_environment, read as read_counters
from callgrind import Control, CountError
from lockstep import HELD, Lockstep
from process import StartError

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / ".build/release"
# What may stay from run to run: compiled modules, the certificate.
KEPT = ROOT / ".build/gate"
# Valgrind has a processor of its own, the same everywhere: what was compiled for the real one does not run there.
COUNTED_MODULES, NATIVE_MODULES = "modules", "modules-native"
# Where microbench says that counting begins and ends: `mark()`.
MARK = "$s10microbench4markyyF"
REQUESTS = 500
WARM_UP = 100


class Bench:
    """What all counts need, made once: programs without debug information, libraries to preload."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.steady = callgrind.build(folder)
        self.alloccount = build_alloccount(folder)
        self.microbench = callgrind.stripped(RELEASE / "microbench", folder)
        self.swiftlet = callgrind.stripped(RELEASE / "swiftlet", folder)
        KEPT.mkdir(mode=0o700, parents=True, exist_ok=True)

    def room(self, name: str) -> Path:
        """An empty folder: for one count."""
        room = self.folder / name
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir()
        return room


def count_micro(bench: Bench) -> dict[str, int]:
    """Instructions of each of microbench's paths, once."""
    room = bench.room("micro")
    control = Control(room / "control")
    control.set("steady", 1)
    cache = KEPT / COUNTED_MODULES
    cache.mkdir(mode=0o700, exist_ok=True)
    command = [str(bench.microbench), "instructions", str(ROOT), str(cache)]
    lines = callgrind.run(
        callgrind.counted(command, room / "counts", (f"--dump-before={MARK}",)),
        callgrind.environment([bench.steady], control))
    counted = {}
    for index, line in enumerate(lines):
        name, times = line.split()
        counted[name] = round(callgrind.part(room / "counts", 2 * index + 2) / int(times))
    return counted


def count_server(bench: Bench, spin: Callable[[str], int] = lambda scenario: 0) -> dict[str, int]:
    """Instructions of one request of each scenario, TLS included, the kernel's not. `spin`: see prove_gate.py."""
    room = bench.room("server")
    wrap = lambda command: callgrind.counted(command, room / "counts")
    with Lockstep(bench.swiftlet, room, KEPT, COUNTED_MODULES, [bench.steady], wrap) as server:
        for scenario in HELD:
            server.verify(scenario)
            server.control.set("spin", spin(scenario.name))
            server.ask(scenario, WARM_UP)
            server.control.set("dump", 1)
            server.ask(scenario, REQUESTS)
            server.control.set("dump", 1)
            server.ask(scenario)
            if server.control.get("dump"):
                raise CountError(f"{scenario.name}: the server read nothing through steady.so")
    return {scenario.name: round(callgrind.part(room / "counts", 2 * index + 2) / REQUESTS)
            for index, scenario in enumerate(HELD)}


def count_allocations(bench: Bench) -> dict[str, dict[str, float]]:
    """Heap allocations of one request of each scenario, by who asked, on the processor itself."""
    room = bench.room("allocations")
    counters = room / "counters"
    counted = {}
    with Lockstep(bench.swiftlet, room, KEPT, NATIVE_MODULES, [bench.alloccount, bench.steady], callgrind.steady,
                  alloccount_environment(bench.alloccount, counters)) as server:
        for scenario in HELD:
            server.verify(scenario)
            server.ask(scenario, WARM_UP)
            before = read_counters(counters)
            server.ask(scenario, REQUESTS)
            after = read_counters(counters)
            # What one request leaves to the next is a part of one in five hundred.
            counted[scenario.name] = {name: round((after[name] - before[name]) / REQUESTS, 1) for name in COUNTERS}
    return counted


def warmed(count: Callable[[Bench], dict], bench: Bench) -> dict:
    """Where modules had to be compiled, the heap has another form afterwards, and `malloc` other ways: once more then."""
    before = compiled()
    counted = count(bench)
    return counted if compiled() == before else count(bench)


def compiled() -> set[str]:
    return {file.name for file in KEPT.glob("modules*/*")}


def count_all(bench: Bench) -> dict:
    """Everything, two programs at a time."""
    counts = count_server, count_micro, count_allocations
    with ThreadPoolExecutor(2) as pool:
        server, micro, allocations = pool.map(lambda count: warmed(count, bench), counts)
    return {"instructions": {**micro, **server}, "allocations": allocations}


def missing() -> str | None:
    """What keeps this machine from counting; the check does without then."""
    for tool, package in (("valgrind", "valgrind"), ("clang", "clang"), ("strip", "binutils")):
        if shutil.which(tool) is None:
            return f"there is no {tool} (apt-get install {package})"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("--update", action="store_true", help="commit to the present figures")
    options = parser.parse_args()
    if what := missing():
        print(f"instructions: skipped, {what}")
        return 0
    for program in ("microbench", "swiftlet"):
        if not (RELEASE / program).exists():
            print(f"instructions: no {RELEASE / program}: make instructions builds it", file=sys.stderr)
            return 1
    try:
        committed = thresholds.load()
        if committed is None and not options.update:
            print(f"instructions: skipped, bench/thresholds has no figures of {platform.machine()}")
            return 0
        with tempfile.TemporaryDirectory(prefix="swiftlet-gate-") as folder:
            counted = count_all(Bench(Path(folder)))
    except (CountError, StartError, thresholds.ThresholdError) as error:
        print(f"instructions: {error}", file=sys.stderr)
        return 1
    verdict = thresholds.judge(counted, committed)
    print("\n".join(f"instructions: {line}" for line in verdict.lines))
    if options.update:
        thresholds.save(counted)
        print(f"instructions: {thresholds.file().relative_to(ROOT)} has the present figures now")
        return 0
    if verdict.better:
        print(f"instructions: better by more than the tolerance: {', '.join(verdict.better)}. Commit the better "
              "figures, so that they stay: make instructions ARGS=--update")
    if verdict.worse:
        print(f"instructions: above what is committed: {', '.join(verdict.worse)}. Find out why; where it is worth it: make "
              "instructions ARGS=--update", file=sys.stderr)
    return 1 if verdict.worse else 0


if __name__ == "__main__":
    sys.exit(main())
