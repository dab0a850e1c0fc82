#!/usr/bin/env python3
"""What one worker's requests feel of another worker that takes all it can get, on the same single loop.

    python3 bench/neighbour.py                        # all of it, two minutes
    python3 bench/neighbour.py --only spin --seconds 20

Worker A (workers/hello) gets requests at a constant rate (h2load, 40 connections): alone, then beside worker B
(bench/noisy), whose clients ask for as much as they can: endless loops, memory to the limit, log lines without end,
thousands of requests that wait for an origin that never answers. The host runs on CPU 0, one loop; the load on CPU 1. Quiet
and disturbed runs alternate, and the quiet ones before and after each disturbed one are what it is compared with.

What it has to show: A's p99 at most twice its quiet p99 and 2 ms, 90 % of its rate, every answer right; B's
requests ended by their own limits.
"""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from cpu import pinned_to
from process import Server, free_port

ROOT = Path(__file__).parent.parent
HOST_CPU, LOAD_CPU = 0, 1
CLIENTS = 40
WAITING = 5_000


@dataclass
class Case:
    """What B's clients do. `statuses`: what its requests may end with."""

    title: str
    path: str
    clients: int
    statuses: tuple[int, ...]


CASES = {
    "spin": Case("B loops endlessly, 100 at once", "/noisy/spin", 100, (503,)),
    "grow": Case("B allocates to its limit, 50 at once", "/noisy/grow", 50, (500, 503)),
    "log": Case("B logs without end, 50 at once", "/noisy/log", 50, (503,)),
    "wait": Case(f"B waits for a dead origin, {WAITING} at once", "/noisy/wait", WAITING, (502, 503, 504)),
}


def configuration(port: int, origin: int, cache: Path) -> str:
    return f"""
threads = 1
cache = "{cache}"

[limits]
isolates = {WAITING + 500}
connections = {WAITING + 500}
requests_per_connection = 100000000

[[listeners]]
address = "127.0.0.1:{port}"
cleartext = true

[origins.dead]
url = "http://127.0.0.1:{origin}"
connections = {WAITING}
first_byte_timeout = "60s"

[workers.hello]
path = "{ROOT}/.build/workers/hello.wasm"

[workers.noisy]
path = "{ROOT}/.build/workers/noisy.wasm"
origins = ["dead"]
limits = {{ wall = "60s" }}
# It is to go on, though nearly all of its requests fail.
quarantine = false

[[routes]]
match = "*/hello"
worker = "hello"

[[routes]]
match = "*/noisy/*"
worker = "noisy"
"""


class DeadOrigin:
    """Takes connections and never answers."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=WAITING)
        self.port = self.socket.getsockname()[1]
        self.taken: list[socket.socket] = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                self.taken.append(self.socket.accept()[0])
            except OSError:
                return


@dataclass
class Run:
    """A's requests in one run."""

    p50: float
    p99: float
    worst: float
    count: int
    wrong: int


def ask(port: int, rate: int, seconds: int, folder: Path) -> Run:
    """Worker A's clients, at a constant rate. Milliseconds."""
    log = folder / "requests.log"
    log.unlink(missing_ok=True)
    command = [
        "h2load", "--h1", "-t1", f"-c{CLIENTS}", f"--rps={rate // CLIENTS}", "-D", str(seconds),
        f"--log-file={log}", f"http://127.0.0.1:{port}/hello"]
    result = subprocess.run(
        command, capture_output=True, text=True, timeout=seconds + 60, preexec_fn=pinned_to(LOAD_CPU), check=False)
    if result.returncode != 0 or not log.exists():
        raise SystemExit(f"neighbour: {' '.join(command)}: {result.stderr.strip() or result.stdout.strip()}")
    rows = [line.split("\t") for line in log.read_text().splitlines()]
    times = sorted(int(row[2]) / 1000 for row in rows if row[1] == "200")
    if len(times) < 100:
        raise SystemExit(f"neighbour: only {len(times)} of worker A's requests were answered")
    wrong = sum(1 for row in rows if row[1] not in ("200", "-1"))
    return Run(times[len(times) // 2], times[len(times) * 99 // 100], times[-1], len(times), wrong)


@dataclass
class Noise:
    """How B's requests ended."""

    statuses: dict[str, int]


def disturb(case: Case, port: int, seconds: int, stop: threading.Event, noise: Noise) -> None:
    """B's clients, each on a connection of its own, one request after the other."""
    if case.path == "/noisy/wait":
        return hold(case, port, stop, noise)
    command = [
        "h2load", "--h1", "-t1", f"-c{case.clients}", "-D", str(seconds), f"http://127.0.0.1:{port}{case.path}"]
    result = subprocess.run(
        command, capture_output=True, text=True, timeout=seconds + 120, preexec_fn=pinned_to(LOAD_CPU), check=False)
    line = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", result.stdout)
    if line:
        noise.statuses = dict(zip(("2xx", "3xx", "4xx", "5xx"), map(int, line.groups())))


def hold(case: Case, port: int, stop: threading.Event, noise: Noise) -> None:
    """Thousands of requests that wait; nothing is read before the end."""
    request = f"GET {case.path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    clients = []
    for _ in range(case.clients):
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(request)
        clients.append(client)
    noise.statuses = {"held": len(clients)}
    stop.wait()
    for client in clients:
        client.close()


def disturbed(case: Case, port: int, rate: int, seconds: int, folder: Path) -> tuple[Run, Noise]:
    noise, stop = Noise({}), threading.Event()
    thread = threading.Thread(target=disturb, args=(case, port, seconds + 4, stop, noise))
    thread.start()
    limit = time.monotonic() + 60
    time.sleep(2)
    while case.path == "/noisy/wait" and not noise.statuses and time.monotonic() < limit:
        time.sleep(0.1)
    run = ask(port, rate, seconds, folder)
    stop.set()
    thread.join()
    return run, noise


def log_lines(path: Path) -> dict[str, int]:
    """Lines of the host's log by what B's requests ended with."""
    counts: dict[str, int] = {}
    for line in path.read_text(errors="replace").splitlines():
        match = re.search(r"worker noisy@\w+: ([a-z -]+):", line)
        if match:
            counts[match[1]] = counts.get(match[1], 0) + 1
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(CASES), help="of " + ",".join(CASES))
    parser.add_argument("--seconds", type=int, default=10, help="of each run")
    parser.add_argument("--rate", type=int, default=1000, help="worker A's requests per second")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--binary", type=Path, default=ROOT / ".build/release/swiftlet")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args()
    names = options.only.split(",")
    if unknown := set(names) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    for name in ("hello", "noisy"):
        source = ROOT / ("workers/hello" if name == "hello" else "bench/noisy")
        subprocess.run(
            [options.binary, "build", source, "--output", ROOT / f".build/workers/{name}.wasm"], check=True,
            stdout=subprocess.DEVNULL)
    figures, misses = [], 0
    with tempfile.TemporaryDirectory(prefix="swiftlet-neighbour-") as temporary:
        folder = Path(temporary)
        origin = DeadOrigin()
        for name in names:
            figure = measure(name, options, folder, origin)
            figures.append(figure)
            misses += not figure["met"]
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 1 if misses else 0


def measure(name: str, options, folder: Path, origin: DeadOrigin) -> dict:
    case = CASES[name]
    port = free_port()
    file = folder / "swiftlet.toml"
    file.write_text(configuration(port, origin.port, folder / "cache"))
    log = folder / f"{name}.log"
    command = [str(options.binary), "serve", "--config", str(file)]
    quiet, loud, noises = [], [], []
    with Server("swiftlet", command, port, HOST_CPU, log, os.environ) as server:
        ask(port, options.rate, 2, folder)
        quiet.append(ask(port, options.rate, options.seconds, folder))
        for _ in range(options.rounds):
            run, noise = disturbed(case, port, options.rate, options.seconds, folder)
            loud.append(run)
            noises.append(noise.statuses)
            time.sleep(1)
            quiet.append(ask(port, options.rate, options.seconds, folder))
        if server.process.poll() is not None:
            raise SystemExit(f"neighbour: the host ended: {server.last_words()}")
    before = statistics.median(run.p99 for run in quiet)
    p99 = statistics.median(run.p99 for run in loud)
    share = statistics.median(run.count for run in loud) / statistics.median(run.count for run in quiet)
    wrong = sum(run.wrong for run in quiet + loud)
    met = p99 <= 2 * before + 2 and share >= 0.9 and wrong == 0
    print(f"{case.title}")
    print(
        f"  A's p99 {p99:.2f} ms (quiet {before:.2f}, at most {2 * before + 2:.2f}), p50 {loud[0].p50:.2f} ms "
        f"(quiet {quiet[0].p50:.2f}), worst {max(run.worst for run in loud):.1f} ms "
        f"(quiet {max(run.worst for run in quiet):.1f}); {share:.0%} of its rate; {wrong} wrong answers")
    print(f"  B's answers: {noises}; its lines in the log: {log_lines(log)}")
    print(f"  {'meets' if met else 'MISSES'} the goal", flush=True)
    return {
        "case": name, "quiet_p99_ms": before, "p99_ms": p99, "rate_share": share, "wrong": wrong, "met": met,
        "b_answers": noises}


if __name__ == "__main__":
    sys.exit(main())
