"""Start-up: from exec to the first answer over HTTPS, and memory at rest."""

import shutil
import ssl
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from cpu import resident_megabytes
from process import Server, StartError

REPEATS = 7


@dataclass
class StartUp:
    """Milliseconds of each start, and the memory of the last one at rest."""

    milliseconds: list[float]
    memory: dict[str, float]

    def as_json(self) -> dict:
        return {
            "ms": [round(value, 1) for value in self.milliseconds],
            "median_ms": round(median(self.milliseconds), 1),
            "memory_mb": {key: round(value, 1) for key, value in self.memory.items()},
        }


def milliseconds_to_answer(server: Server, path: str, context: ssl.SSLContext) -> float:
    """Starts the server and asks until it answers 200. It is left running."""
    begin = time.perf_counter()
    server.launch()
    while (elapsed := time.perf_counter() - begin) < 30:
        if server.process.poll() is not None:
            raise StartError(f"{server.name} ended with {server.process.returncode}: {server.last_words()}")
        try:
            with socket.create_connection(("127.0.0.1", server.port), timeout=5) as plain:
                with context.wrap_socket(plain) as encrypted:
                    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    encrypted.sendall(request.encode())
                    if encrypted.recv(4096).startswith(b"HTTP/1.1 200 "):
                        return (time.perf_counter() - begin) * 1000
        except (ConnectionError, ssl.SSLError):
            pass  # not there yet
        time.sleep(0.001)
    raise StartError(f"{server.name} gave no answer in {elapsed:.0f} s: {server.last_words()}")


def start_up(server: Server, path: str, cache: Path | None, repeats: int = REPEATS) -> StartUp:
    """`cache` is deleted before every start; None leaves the peer's caches alone. The server is stopped at the end."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    times: list[float] = []
    memory: dict[str, float] = {}
    for _ in range(repeats):
        if cache is not None:
            shutil.rmtree(cache, ignore_errors=True)
        try:
            times.append(milliseconds_to_answer(server, path, context))
            memory = resident_megabytes(server.pid)
        finally:
            server.stop()
    return StartUp(times, memory)
