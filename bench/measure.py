"""One figure: the CPU that a peer spends per request of one scenario."""

from dataclasses import dataclass

from cpu import run_seconds
from load import Load, LoadError, get, run_briefly, run_wrk
from process import Server
from scenarios import Scenario


@dataclass
class Sample:
    """One run of one scenario against one peer."""

    load: Load
    cpu_seconds: float

    @property
    def cpu_us(self) -> float:
        """CPU microseconds per request, kernel work for its sockets included."""
        return self.cpu_seconds / self.load.requests * 1e6

    @property
    def rps(self) -> float:
        return self.load.rps

    def as_json(self) -> dict:
        return {
            "cpu_us_per_request": round(self.cpu_us, 3), "requests": self.load.requests, "rps": round(self.rps),
            "p50_us": self.load.p50_us, "p99_us": self.load.p99_us, "errors": self.load.errors,
            "cpu_share": round(self.cpu_seconds / self.load.seconds, 3),
        }


def url(server: Server, scenario: Scenario) -> str:
    return f"https://127.0.0.1:{server.port}{scenario.path}"


def verify(server: Server, scenario: Scenario) -> None:
    """One request by another client: a fast wrong answer is no result."""
    try:
        answer = get(url(server, scenario), scenario.headers)
    except OSError as error:
        raise LoadError(f"{scenario.name} {server.name}: {error}; {server.last_words()}") from error
    if wrong := scenario.check(answer):
        raise LoadError(f"{scenario.name} {server.name}: wrong answer: {wrong}")


def warm_up(server: Server, scenario: Scenario, seconds: float = 1) -> None:
    """So that what follows finds connections to the origin, and code that is compiled."""
    run_briefly(url(server, scenario), 32, seconds, scenario.headers)


def measure(server: Server, scenario: Scenario, connections: int, seconds: int) -> Sample:
    """The window holds the handshakes too: 32 in seconds of load."""
    before = run_seconds(server.pid)
    load = run_wrk(url(server, scenario), connections, seconds, scenario.headers)
    return Sample(load, run_seconds(server.pid) - before)
