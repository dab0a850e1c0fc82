"""A server that is asked one thing at a time: client and origin are one thread, so that all events have one order."""

import socket
import ssl
import subprocess
import time
from pathlib import Path

import callgrind
import swiftlet
from callgrind import Control, CountError
from load import Answer
from process import end, free_port
from scenarios import SCENARIOS, Scenario

WORKERS = Path(__file__).parent.parent / ".build/workers"
# Those that the gate holds, and of them those that ask the origin.
HELD = [scenario for scenario in SCENARIOS if scenario.name in ("S0", "S1", "S2", "S3")]
PROXIED = ("S2", "S3")
ORIGIN_ANSWER = (b"HTTP/1.1 200 OK\r\nServer: origin\r\nDate: Sat, 21 Nov 2026 10:00:00 GMT\r\nContent-Type: text/plain\r\n"
                 b"Content-Length: 13\r\nConnection: keep-alive\r\nX-Internal-Trace: 4bf92f3577b34da6a3ce929d0e0e4736\r\n"
                 b"X-Internal-Host: shop-7\r\n\r\nhello, world\n")
TIMEOUT_SECONDS = 90


# Few isolates: callgrind has no room for the address space of many. No second wall, which would keep callgrind from its
# files.
SETTINGS = """isolates = 4
background = 1

[hardening]
seccomp = "off"
landlock = false
no_new_privileges = false
"""


def configuration(port: int, origin_port: int, pair: tuple[Path, Path], cache: Path) -> str:
    """S0 to S3, as they are measured beside the peers."""
    return swiftlet.common(port, origin_port, *pair, WORKERS, cache, SETTINGS)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed pair, made once for each folder."""
    pair = folder / "certificate.pem", folder / "key.pem"
    if not all(file.exists() for file in pair):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650",
             "-subj", "/CN=localhost", "-keyout", str(pair[1]), "-out", str(pair[0])], check=True, capture_output=True)
    return pair


class Lockstep:
    """The server, one connection of a client to it, and its origin. A context manager: leaving it stops the server.

    `kept`: a folder for what may stay from run to run: the certificate, and in `cache` compiled modules. `wrap`: what becomes
    of the command. `extra`: more environment.
    """

    def __init__(self, program: Path, folder: Path, kept: Path, cache: str, libraries: list[Path], wrap, extra=None):
        self.folder = folder
        self.control = Control(folder / "control")
        self.origin = socket.create_server(("127.0.0.1", 0))
        self.origin.settimeout(TIMEOUT_SECONDS)
        self.port = free_port()
        self.upstream: socket.socket | None = None
        self.client: ssl.SSLSocket | None = None
        file = folder / "swiftlet.toml"
        modules = kept / cache
        modules.mkdir(mode=0o700, exist_ok=True)
        file.write_text(configuration(self.port, self.origin.getsockname()[1], certificate(kept), modules))
        self.command = wrap([str(program), "serve", "--config", str(file)])
        self.environment = {**(extra or {}), **callgrind.environment(libraries, self.control)}
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "Lockstep":
        try:
            with (self.folder / "server.log").open("wb") as log:
                self.process = subprocess.Popen(
                    self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment)
            self.client = self.connect()
            # From here on time stands still: no timer passes, no date changes.
            self.control.set("steady", 1)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def connect(self) -> ssl.SSLSocket:
        """As soon as it listens: with modules to compile under callgrind that takes half a minute."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise CountError(f"the server ended with {self.process.returncode}: {self.last_words()}")
            try:
                plain = socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT_SECONDS)
            except ConnectionError:
                time.sleep(0.02)
                continue
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return context.wrap_socket(plain)
        raise CountError(f"the server does not listen after {TIMEOUT_SECONDS} s: {self.last_words()}")

    def stop(self) -> None:
        self.control.set("steady", 0)
        for opened in (self.client, self.upstream, self.origin):
            if opened is not None:
                opened.close()
        # Under callgrind it takes its time.
        end(self.process, seconds=30)

    def last_words(self) -> str:
        return "\n  ".join((self.folder / "server.log").read_text(errors="replace").splitlines()[-12:])

    def ask(self, scenario: Scenario, times: int = 1) -> bytes:
        """One request after the other; the last answer, as it came."""
        fields = "".join(f"{name}: {value}\r\n" for name, value in scenario.headers.items())
        request = f"GET {scenario.path} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n".encode()
        answer = b""
        try:
            for _ in range(times):
                self.client.sendall(request)
                if scenario.name in PROXIED:
                    self.answer_upstream()
                answer = receive(self.client, b"hello, world\n")
        except OSError as error:
            raise CountError(f"{scenario.name}: {error}; {self.last_words()}") from error
        return answer

    def answer_upstream(self) -> None:
        if self.upstream is None:
            self.upstream, _ = self.origin.accept()
            self.upstream.settimeout(TIMEOUT_SECONDS)
            self.upstream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        receive(self.upstream, b"\r\n\r\n")
        self.upstream.sendall(ORIGIN_ANSWER)

    def verify(self, scenario: Scenario) -> None:
        """A fast wrong answer is no result."""
        head, _, body = self.ask(scenario).partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
        if wrong := scenario.check(Answer(int(lines[0].split()[1]), fields, body)):
            raise CountError(f"{scenario.name}: wrong answer: {wrong}")


def receive(connection: socket.socket, end: bytes) -> bytes:
    """Up to those bytes, which nothing follows."""
    received = b""
    while not received.endswith(end):
        more = connection.recv(1 << 16)
        if not more:
            raise ConnectionError(f"closed after {received[-200:]!r}")
        received += more
    return received
