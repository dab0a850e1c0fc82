#!/usr/bin/env python3
"""What isolates cost, beside the goals that the project has set itself: the micro-benchmark, and the first request of a
server that has just started.

    make bench-isolate
    make bench-isolate ARGS=--json
"""

import argparse
import http.client
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import report
from process import Server, StartError, free_port

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / ".build/release"
WORKER = ROOT / ".build/workers/hello.wasm"
STARTS = 15


def micro() -> list[dict]:
    command = [str(RELEASE / "microbench"), "isolates", "--json", str(WORKER)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if run.returncode != 0:
        raise StartError(f"microbench ended with {run.returncode}: {(run.stdout + run.stderr).strip()}")
    return json.loads(run.stdout)


def configuration(port: int, cache: Path) -> str:
    return f"""
threads = 1
cache = "{cache}"
listeners = [{{ address = "127.0.0.1:{port}", cleartext = true }}]
workers.hello = {{ path = "{WORKER}" }}
routes = [{{ match = "*/*", worker = "hello" }}]
"""


def first_requests(folder: Path) -> tuple[float, float]:
    """Milliseconds from a request to its answer, medians over servers that have just begun to listen: the first one, and
    the tenth. Connecting comes before, its acceptance does not."""
    first, tenth = [], []
    for _ in range(STARTS):
        port = free_port()
        file = folder / "swiftlet.toml"
        file.write_text(configuration(port, folder / "cache"))
        command = [str(RELEASE / "swiftlet"), "serve", "--config", str(file)]
        server = Server("swiftlet", command, port, None, folder / "output.log")
        try:
            server.launch()
            wait_for_listening_line(server)
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.connect()
            times = [request(connection) for _ in range(10)]
            connection.close()
        finally:
            server.stop()
            server.log.unlink()
        first.append(times[0])
        tenth.append(times[-1])
    # The first start compiles.
    return median(first[1:]), median(tenth[1:])


def wait_for_listening_line(server: Server) -> None:
    """A look at the port would be a first connection already."""
    deadline = time.monotonic() + 20
    while "listening on" not in server.log.read_text():
        if time.monotonic() > deadline or server.process.poll() is not None:
            raise StartError(f"swiftlet does not listen: {server.last_words()}")
        time.sleep(0.002)


def request(connection: http.client.HTTPConnection) -> float:
    begin = time.perf_counter()
    connection.request("GET", "/")
    answer = connection.getresponse()
    body = answer.read()
    elapsed = (time.perf_counter() - begin) * 1000
    if answer.status != 200 or body != b"hello, world\n":
        raise StartError(f"{answer.status} {body[:60]!r}")
    return elapsed


def figure(name: str, value: float, unit: str, goal: float | None = None) -> dict:
    entry = {"name": name, "value": round(value, 3), "unit": unit}
    return entry if goal is None else {**entry, "goal": goal, "met": value <= goal}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="instead of the table")
    options = parser.parse_args()
    for path in (RELEASE / "microbench", RELEASE / "swiftlet", WORKER):
        if not path.exists():
            print(f"isolate: no {path}: make bench-isolate builds it", file=sys.stderr)
            return 1
    try:
        figures = micro()
        with tempfile.TemporaryDirectory(prefix="swiftlet-isolate-") as name:
            first, tenth = first_requests(Path(name))
    except StartError as error:
        print(f"isolate: {error}", file=sys.stderr)
        return 1
    figures.append(figure("first request of a server, over HTTP", first, "ms", goal=1))
    figures.append(figure("  its tenth", tenth, "ms"))
    if options.json:
        print(json.dumps(figures, indent=1))
        return 0
    rows = [["isolates", "figure", "unit", "goal", ""]]
    for entry in figures:
        goal = entry.get("goal")
        verdict = "" if goal is None else "met" if entry["met"] else "MISSED"
        rows.append([entry["name"], f"{entry['value']:.2f}", entry["unit"], "" if goal is None else f"≤ {goal:g}", verdict])
    print(report.table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
