#!/usr/bin/env python3
"""Ten thousand deployments into one host under full load: no request may fail, memory and descriptors must stay flat.

    make soak
    python3 bench/soak.py --deploys 200 --connections 4

Each deployment is a new version through the admin API: its bytes are received, verified, initialised, compiled, stored,
tried, and swapped in, while wrk asks the same worker as fast as it answers. Every tenth is followed by a rollback. At
the end the host is started anew, and must run what ran before.
"""

import argparse
import http.client
import json
import socket
import sys
import tempfile
import time
from pathlib import Path

import report
from background_load import COUNTED, answered, load
from process import Server, StartError, free_port
from usage import Usage

ROOT = Path(__file__).resolve().parent.parent
MODULE = ROOT / ".build/workers/hello.wasm"
SAMPLES = 10
# Of the whole, before the first figure that counts: pools fill, the store reaches its number of versions.
WARM_UP = 0.2


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path):
        super().__init__("localhost", timeout=60)
        self.socket_path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.socket_path))


class Admin:
    """The admin API, one request after another."""

    def __init__(self, path: Path):
        self.connection = UnixConnection(path)

    def call(self, method: str, target: str, body: bytes | None = None, kind: str = "application/json") -> dict:
        self.connection.request(method, target, body, {"Content-Type": kind, "Accept": "application/json"})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise StartError(f"{method} {target}: {answer.status} {content[:500].decode(errors='replace')}")
        return json.loads(content) if content else {}

    def deploy(self, bundle: bytes) -> None:
        self.call("POST", "/v1/workers/hello/versions", bundle, "application/wasm")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deploys", type=int, default=10_000, help="(10000)")
    parser.add_argument("--connections", type=int, default=16, help="of the load generator (16)")
    parser.add_argument("--tolerance", type=float, default=3, help="percent that memory may drift (3)")
    parser.add_argument("--binary", type=Path, default=ROOT / ".build/release/swiftlet")
    return parser.parse_args()


def configuration(port: int, folder: Path) -> str:
    return f"""
threads = 1
cache = "{folder}/cache"
log_level = "error"
limits = {{ requests_per_connection = 100000000, module_cache = "64MiB" }}

[admin]
socket = "{folder}/admin.sock"

[deploy]
store = "{folder}/store"
versions = 20

[[listeners]]
address = "127.0.0.1:{port}"
cleartext = true

[workers.hello]

[[routes]]
match = "*/*"
worker = "hello"
"""


def start(binary: Path, folder: Path) -> Server:
    port = free_port()
    file = folder / "swiftlet.toml"
    file.write_text(configuration(port, folder))
    server = Server("swiftlet", [str(binary), "serve", "--config", str(file)], port, None, folder / "output.log")
    server.launch()
    server.wait_until_listening()
    return server


def bundle(module: bytes, number: int) -> bytes:
    """Bytes that nobody has seen: the module, and a section with a number."""
    text = f"soak {number}".encode()
    content = b"\x04note" + text
    return module + bytes([0, len(content)]) + content


def soak(server: Server, folder: Path, options: argparse.Namespace) -> tuple[Usage, int, list[float]]:
    """Usage at points of the work, requests answered, and what each deployment took in milliseconds."""
    module = MODULE.read_bytes()
    admin = Admin(folder / "admin.sock")
    usage, requests, times = Usage(server.pid), 0, []
    admin.deploy(bundle(module, 0))
    script = folder / "load.lua"
    script.write_text(COUNTED)
    running = load(server, script, options.connections, 5)
    for number in range(1, options.deploys + 1):
        begin = time.monotonic()
        admin.deploy(bundle(module, number))
        times.append((time.monotonic() - begin) * 1e3)
        if number % 10 == 0:
            admin.call("POST", "/v1/workers/hello/rollback", b"{}")
        if running.poll() is not None:
            requests += answered(running)
            running = load(server, script, options.connections, 5)
        if number % max(1, options.deploys // SAMPLES) == 0:
            if number >= WARM_UP * options.deploys:
                usage.take(number)
            print(f"soak: {number:,} deployments, {usage.resident[-1] / 1e6 if usage.resident else 0:.1f} MB", flush=True)
    requests += answered(running)
    return usage, requests, times


def start_again(server: Server, folder: Path, options: argparse.Namespace) -> None:
    """What ran runs after a start."""
    before = Admin(folder / "admin.sock").call("GET", "/v1/workers/hello")
    server.stop()
    again = start(options.binary, folder)
    try:
        after = Admin(folder / "admin.sock").call("GET", "/v1/workers/hello")
        if before["rollout"] != after["rollout"]:
            raise StartError(f"{before['rollout']} ran before the start, {after['rollout']} after it")
    finally:
        again.stop()


def main() -> int:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="swiftlet-soak-") as name:
        folder = Path(name)
        server = None
        try:
            server = start(options.binary, folder)
            usage, requests, times = soak(server, folder, options)
            start_again(server, folder, options)
        except StartError as error:
            words = server.last_words() if server else ""
            print(f"soak: {error}\n  {words}", file=sys.stderr)
            return 1
        finally:
            if server:
                server.stop()
        held = sum(file.stat().st_size for file in (folder / "store").rglob("*") if file.is_file())
    times.sort()
    print("\n" + report.table([
        ["soak", "done", "RSS MB at first", "at the end", "between", "drift", "descriptors"], usage.row("deployments")]))
    print(f"\nsoak: {requests:,} requests answered, none failed; a deployment took {times[len(times) // 2]:.1f} ms "
          f"(p99 {times[len(times) * 99 // 100]:.1f}) under load; the store holds {held / 1e6:.1f} MB")
    if usage.drift * 100 > options.tolerance:
        print(f"soak: memory is not flat within {options.tolerance} %", file=sys.stderr)
        return 1
    if max(usage.descriptors) - min(usage.descriptors) > options.connections + 4:
        print("soak: descriptors are not flat", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
