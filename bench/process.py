"""A server as a child process: started on a CPU, waited for, stopped. Nothing else is ever killed."""

import socket
import subprocess
import time
from pathlib import Path

from cpu import pinned_to


class StartError(Exception):
    """A peer could not be started; the message says which and why."""


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end(process: subprocess.Popen | None, seconds: float = 10) -> None:
    """SIGTERM, then SIGKILL where that does not help within so many seconds."""
    if process is None:
        return
    process.terminate()
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Server:
    """One child process that listens on `port` of 127.0.0.1, on one CPU unless `cpu` is None. A context manager: leaving
    it stops the child."""

    def __init__(self, name: str, command: list[str], port: int, cpu: int | None, log: Path, environment=None):
        self.name, self.command, self.port, self.cpu, self.log = name, command, port, cpu, log
        self.environment = environment
        self.process: subprocess.Popen | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def launch(self) -> None:
        """Starts the child; it need not listen yet."""
        with self.log.open("ab") as log:
            try:
                self.process = subprocess.Popen(
                    self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment,
                    preexec_fn=None if self.cpu is None else pinned_to(self.cpu))
            except OSError as error:
                raise StartError(f"{self.name} cannot be started: {error}") from error

    def wait_until_listening(self, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise StartError(f"{self.name} ended with {self.process.returncode}: {self.last_words()}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.01)
        raise StartError(f"{self.name} does not listen after {seconds:.0f} s: {self.last_words()}")

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-12:] if self.log.exists() else []
        return "\n  ".join(lines) or "it printed nothing"

    def stop(self) -> None:
        end(self.process)
        self.process = None

    def __enter__(self) -> "Server":
        try:
            self.launch()
            self.wait_until_listening()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_) -> None:
        self.stop()
