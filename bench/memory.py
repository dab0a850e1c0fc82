#!/usr/bin/env python3
"""Memory truth: resident memory and file descriptors over a million requests to all example workers, over ten thousand
redeploys of them in a running server, and over redeploys of versions that have to be compiled. Fails when one is not flat.

    make bench-memory
    python3 bench/memory.py --requests 200000 --redeploys 2000
"""

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import report
import workers
from background_load import answered, load
from cpu import cpu_seconds
from process import Server, StartError, free_port
from usage import Usage

RELEASE = workers.ROOT / ".build/release"
# Of the whole, before the first figure that counts: pools fill, buffers find their size.
WARM_UP = 0.2
SAMPLES = 10


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=1_000_000, help="(1000000)")
    parser.add_argument("--redeploys", type=int, default=10_000, help="(10000)")
    parser.add_argument("--versions", type=int, default=500, help="redeploys of new versions (500)")
    parser.add_argument("--connections", type=int, default=32, help="of the load generator (32)")
    parser.add_argument("--tolerance", type=float, default=2, help="percent that memory may drift (2)")
    parser.add_argument("--preload", default=None, metavar="LIBRARY", help="another allocator, for the server alone")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="the server's environment")
    return parser.parse_args()


def environment(options: argparse.Namespace) -> dict[str, str]:
    """Of the server."""
    values = {**os.environ, **dict(pair.split("=", 1) for pair in options.set)}
    if options.preload:
        values["LD_PRELOAD"] = options.preload
    return values


def start(options: argparse.Namespace, folder: Path, program: list[str], pipes: bool) -> Server:
    port, origin_port = free_port(), free_port()
    file = folder / "swiftlet.toml"
    file.write_text(workers.configuration(port, origin_port, folder / "cache"))
    server = Server("swiftlet", program + [str(file)], port, 0, folder / "output.log", environment(options))
    if pipes:
        with server.log.open("ab") as log:
            server.process = subprocess.Popen(
                server.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                env=server.environment)
    else:
        server.launch()
    server.wait_until_listening()
    return server


def verify(server: Server, calls: list[workers.Call]) -> None:
    """One request to each worker, by another client."""
    for call in calls:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request(call.method, call.path, call.body, {"Host": call.host, **call.headers})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status >= 400:
            raise StartError(f"{call.worker} {call.path}: {answer.status} {body[:200]!r}; {server.last_words()}")


def settle(server: Server, connections: int) -> None:
    """Until the load's connections are closed."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if len(os.listdir(f"/proc/{server.pid}/fd")) < connections:
            return
        time.sleep(0.05)


def fill_up(server: Server, options: argparse.Namespace, folder: Path, calls: list[workers.Call]) -> None:
    """Each kind of request on all connections at once: as much memory as the mixture may need by chance."""
    for call in calls:
        script = folder / "call.lua"
        script.write_text(workers.lua([call]))
        answered(load(server, script, options.connections, 1))


def run_requests(options: argparse.Namespace, folder: Path, script: Path, calls: list[workers.Call]) -> Usage:
    server = start(options, folder, [str(RELEASE / "swiftlet"), "serve", "--config"], pipes=False)
    try:
        verify(server, calls)
        fill_up(server, options, folder, calls)
        usage = Usage(server.pid)
        done, seconds, before = 0, 2, cpu_seconds(server.pid)
        while done < options.requests:
            count = answered(load(server, script, options.connections, seconds))
            seconds = max(1, min(30, round(seconds * options.requests / SAMPLES / count)))
            done += count
            settle(server, options.connections)
            if done >= WARM_UP * options.requests:
                usage.take(done)
        print(f"memory: {done:,} requests, {(cpu_seconds(server.pid) - before) / done * 1e6:.1f} µs of CPU each")
        return usage
    finally:
        server.stop()


def redeploy(server: Server, index: int, module: Path) -> None:
    server.process.stdin.write(f"{index} {module}\n")
    server.process.stdin.flush()
    answer = server.process.stdout.readline()
    if not answer.startswith("ok "):
        raise StartError(f"redeploy of {module}: {answer.strip() or server.last_words()}")


def run_redeploys(options: argparse.Namespace, folder: Path, script: Path, calls: list[workers.Call]) -> Usage:
    """Each worker in turn gets a new deployment."""
    names = list(workers.WORKERS)

    def next_module(number: int) -> tuple[int, Path]:
        index = number % len(names)
        return index, workers.MODULES / f"{names[index]}.wasm"

    return under_load(options, folder, script, calls, options.redeploys, next_module)


def run_versions(options: argparse.Namespace, folder: Path, script: Path, calls: list[workers.Call]) -> Usage:
    """One worker gets a module that nobody has seen: its bytes, and a section with a number."""
    names = list(workers.WORKERS)
    module = (workers.MODULES / "hello.wasm").read_bytes()

    def next_module(number: int) -> tuple[int, Path]:
        text = f"version {number}".encode()
        content = b"\x04note" + text
        path = folder / "version.wasm"
        path.write_bytes(module + bytes([0, len(content)]) + content)
        return names.index("hello"), path

    return under_load(options, folder, script, calls, options.versions, next_module)


def under_load(options, folder: Path, script: Path, calls: list[workers.Call], count: int, next_module) -> Usage:
    """So many redeploys, while a few connections load all workers."""
    server = start(options, folder, [str(RELEASE / "redeployer")], pipes=True)
    try:
        server.process.stdout.readline()
        verify(server, calls)
        fill_up(server, options, folder, calls)
        usage = Usage(server.pid)
        running = load(server, script, 2, 1)
        for number in range(1, count + 1):
            redeploy(server, *next_module(number))
            if running.poll() is not None:
                answered(running)
                running = load(server, script, 2, 1)
            if number % max(1, count // SAMPLES) == 0 and number >= WARM_UP * count:
                usage.take(number)
        answered(running)
        return usage
    finally:
        server.process.stdin.close()
        server.stop()


def main() -> int:
    options = arguments()
    for program in ("swiftlet", "redeployer"):
        if not (RELEASE / program).exists():
            print(f"memory: no {RELEASE / program}: make bench-memory builds it", file=sys.stderr)
            return 1
    rows = [["memory", "done", "RSS MB at first", "at the end", "between", "drift", "descriptors"]]
    failed = []
    with tempfile.TemporaryDirectory(prefix="swiftlet-memory-") as name:
        folder = Path(name)
        calls = workers.calls()
        script = folder / "calls.lua"
        script.write_text(workers.lua(calls))
        try:
            for title, count, run in (("requests", options.requests, run_requests),
                                      ("redeploys", options.redeploys, run_redeploys),
                                      ("new versions", options.versions, run_versions)):
                if count == 0:
                    continue
                usage = run(options, folder, script, calls)
                rows.append(usage.row(title))
                print(f"memory: {title}: " + " ".join(f"{value / 1e6:.1f}" for value in usage.resident) + " MB", flush=True)
                if usage.drift * 100 > options.tolerance:
                    failed.append(title)
        except StartError as error:
            print(f"memory: {error}", file=sys.stderr)
            return 1
    print("\n" + report.table(rows))
    for title in failed:
        print(f"memory: {title}: not flat within {options.tolerance} %", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
