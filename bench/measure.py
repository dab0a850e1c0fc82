"""One figure: the CPU that a peer spends per request of one scenario."""

from dataclasses import dataclass

from cpu import cpu_seconds
from load import Load, LoadError, get, run_wrk
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


def measure(server: Server, scenario: Scenario, connections: int, seconds: int) -> Sample:
    """A short run to warm up, then the measured one. The window holds the handshakes too: 32 in seconds of load."""
    run_wrk(url(server, scenario), connections, 1, scenario.headers)
    before = cpu_seconds(server.pid)
    load = run_wrk(url(server, scenario), connections, seconds, scenario.headers)
    return Sample(load, cpu_seconds(server.pid) - before)
