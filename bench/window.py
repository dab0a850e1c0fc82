"""CPU per request within a window of steady load: connecting, warming up and disconnecting are outside of it."""

import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cpu import pinned_to, run_seconds
from load import LOAD_CPU, LoadError, get
from process import Server

CONNECT_SECONDS = 60
# While handshakes are under way hardly anything is answered: so many answers per connection, and they are over.
ANSWERS_TO_SETTLE = 4


@dataclass(frozen=True)
class Work:
    """What the load generator asks for: the paths and hosts in turn."""

    targets: list[tuple[str, str]]
    connections: int = 32
    headers: dict[str, str] = field(default_factory=dict)
    body_bytes: int = 0

    def script(self) -> str:
        """For wrk. Requests are made once: what it costs to make them is not in the way."""
        headers = ", ".join(f"[{name!r}] = {value!r}" for name, value in self.headers.items())
        method, body = ("POST", f"string.rep('x', {self.body_bytes})") if self.body_bytes else ("GET", "nil")
        targets = ", ".join(f"{{ {host!r}, {path!r} }}" for host, path in self.targets)
        return f"""
local requests = {{}}
function init()
    local body = {body}
    for _, target in ipairs({{ {targets} }}) do
        local headers = {{ {headers} }}
        headers["Host"] = target[1]
        table.insert(requests, wrk.format({method!r}, target[2], headers, body))
    end
end
local turn = 0
function request()
    turn = turn % #requests + 1
    return requests[turn]
end
"""


@dataclass(frozen=True)
class Counts:
    """What a server says of itself: requests since its start, connections that are open, answers that were errors."""

    requests: int
    connections: int
    errors: int


@dataclass(frozen=True)
class Subject:
    """A running server, and where its counts are."""

    server: Server
    counts: Callable[[], Counts]


@dataclass(frozen=True)
class Figure:
    cpu_us: float
    rps: float
    errors: int


def swiftlet_counts(port: int) -> Callable[[], Counts]:
    """From the metrics on a cleartext listener of their own."""
    def read() -> Counts:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
                text = answer.read().decode()
        except urllib.error.URLError as error:
            raise LoadError(f"swiftlet's metrics: {error}") from error
        def value(pattern: str) -> int:
            return sum(int(float(number)) for number in re.findall(rf"^{pattern} (\S+)$", text, re.MULTILINE))
        return Counts(value("swiftlet_requests_total"), value("swiftlet_connections"),
                      value(r'swiftlet_responses_total\{class="[45]xx"\}'))
    return read


def nginx_counts(port: int) -> Callable[[], Counts]:
    """From stub_status, which does not know of errors."""
    def read() -> Counts:
        words = get(f"https://127.0.0.1:{port}/status", {}, timeout=20).body.decode()
        return Counts(int(words.split("\n")[2].split()[2]), int(words.split()[2]), 0)
    return read


@contextmanager
def load(port: int, work: Work, folder: Path):
    """wrk, until the block ends."""
    script = folder / "work.lua"
    script.write_text(work.script())
    command = ["wrk", "-t1", f"-c{work.connections}", "-d600s", "--timeout", "30s", "-s", str(script),
               f"https://127.0.0.1:{port}"]
    with (folder / "wrk.log").open("wb") as log:
        run = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=pinned_to(LOAD_CPU))
    try:
        yield run
    finally:
        run.kill()
        run.wait()


def measure(subject: Subject, work: Work, seconds: float, folder: Path) -> Figure:
    """Waits until all connections are at work, then looks at both ends of a window."""
    already = subject.counts().connections
    with load(subject.server.port, work, folder) as run:
        deadline = time.monotonic() + CONNECT_SECONDS
        settled = None
        while settled is None or subject.counts().requests < settled:
            now = subject.counts()
            if settled is None and now.connections - already >= work.connections:
                settled = now.requests + ANSWERS_TO_SETTLE * work.connections
            if time.monotonic() > deadline or run.poll() is not None:
                raise LoadError(f"{subject.server.name}: {now.connections - already} of {work.connections} connections, "
                                f"{now.requests} requests after {CONNECT_SECONDS} s; "
                                f"{(folder / 'wrk.log').read_text().strip()}; {subject.server.last_words()}")
            time.sleep(0.1)
        before, begin, cpu = subject.counts(), time.monotonic(), run_seconds(subject.server.pid)
        time.sleep(seconds)
        cpu, elapsed, after = run_seconds(subject.server.pid) - cpu, time.monotonic() - begin, subject.counts()
    # The last look is a request itself.
    requests = after.requests - before.requests - 1
    if requests < 1:
        raise LoadError(f"{subject.server.name}: no request was answered; {subject.server.last_words()}")
    wait_until_gone(subject, already)
    return Figure(cpu / requests * 1e6, requests / elapsed, after.errors - before.errors)


def wait_until_gone(subject: Subject, already: int) -> None:
    """The next load shall not meet the end of this one."""
    deadline = time.monotonic() + CONNECT_SECONDS
    while subject.counts().connections > already + 1 and time.monotonic() < deadline:
        time.sleep(0.1)
