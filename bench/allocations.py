"""Heap allocations per request in the steady state, counted by a preloaded library (alloccount.c)."""

import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from load import LoadError, run_wrk
from measure import url
from process import Server, StartError
from scenarios import Scenario

SOURCE = Path(__file__).with_name("alloccount.c")
COUNTERS = ("openssl", "wasmtime", "libuv", "own")


def build(folder: Path) -> Path:
    """Compiles the counter with the toolchain's clang."""
    library = folder / "alloccount.so"
    command = ["clang", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-fno-builtin", "-o", str(library), str(SOURCE)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise StartError(f"alloccount.c does not compile: {run.stderr}")
    return library


def environment(library: Path, counters: Path) -> dict[str, str]:
    """For the process that is to be counted."""
    return {"LD_PRELOAD": str(library), "ALLOCCOUNT_FILE": str(counters)}


@dataclass
class Allocations:
    """Allocations per request, by who asked."""

    per_request: dict[str, float]
    requests: int

    @property
    def ours(self) -> float:
        """What the steady state has to be free of: everything but OpenSSL's own."""
        return sum(value for name, value in self.per_request.items() if name != "openssl")


def read(counters: Path) -> dict[str, int]:
    return dict(zip(COUNTERS, struct.unpack("4Q", counters.read_bytes())))


def count(server: Server, scenario: Scenario, counters: Path, connections: int, seconds: int) -> Allocations:
    """The difference of two runs of different length: connecting and disconnecting cancel out."""
    runs = []
    for length in (1, 1, 1 + seconds):  # the first warms up
        before = read(counters)
        load = run_wrk(url(server, scenario), connections, length, scenario.headers)
        after = read(counters)
        runs.append((load.requests, {name: after[name] - before[name] for name in COUNTERS}))
    (_, _), (short, few), (long, many) = runs
    if long <= short:
        raise LoadError(f"{scenario.name}: the longer run answered fewer requests ({long}) than the shorter ({short})")
    return Allocations({name: (many[name] - few[name]) / (long - short) for name in COUNTERS}, long - short)
