"""Load: one run of wrk against one URL, and one checked request to see that the answer is the right one."""

import http.client
import json
import ssl
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cpu import pinned_to

LOAD_CPU = 1
SCRIPT = Path(__file__).with_name("request.lua")


class LoadError(Exception):
    """wrk could not run, or a peer gave a wrong answer."""


@dataclass
class Load:
    """What wrk counted in one run."""

    requests: int
    seconds: float
    p50_us: int
    p99_us: int
    errors: dict[str, int]

    @property
    def rps(self) -> float:
        return self.requests / self.seconds

    @property
    def error_count(self) -> int:
        return sum(self.errors.values())


def command(url: str, connections: int, seconds: int, headers: dict[str, str]) -> list[str]:
    """wrk: a closed loop on one thread."""
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "5s", "-s", str(SCRIPT), url, "--"]
    return words + [f"{name}: {value}" for name, value in headers.items()]


def run_briefly(url: str, connections: int, seconds: float, headers: dict[str, str]) -> None:
    """Load that nobody counts, for less than the second that wrk takes at least."""
    run = subprocess.Popen(command(url, connections, 10, headers), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           preexec_fn=pinned_to(LOAD_CPU))
    time.sleep(seconds)
    run.kill()
    run.wait()


def run_wrk(url: str, connections: int, seconds: int, headers: dict[str, str]) -> Load:
    """On the load's CPU."""
    run = subprocess.run(
        command(url, connections, seconds, headers), capture_output=True, text=True, timeout=seconds + 30,
        preexec_fn=pinned_to(LOAD_CPU), check=False)
    lines = [line for line in run.stdout.splitlines() if line.startswith("{")]
    if run.returncode != 0 or not lines:
        raise LoadError(f"wrk {url} ended with {run.returncode}: {run.stderr.strip() or run.stdout.strip()}")
    counted = json.loads(lines[0])
    if counted["requests"] == 0:
        raise LoadError(f"wrk {url}: no request was answered: {counted['errors']}")
    return Load(counted["requests"], counted["seconds"], counted["p50_us"], counted["p99_us"], counted["errors"])


@dataclass
class Answer:
    """One response, read whole."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


def get(url: str, headers: dict[str, str], timeout: float = 5) -> Answer:
    """One GET on a connection of its own; the development certificate is accepted."""
    parts = urlsplit(url)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=timeout, context=context)
    try:
        connection.request("GET", parts.path, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()
