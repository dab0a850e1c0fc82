#!/usr/bin/env python3
"""From saving a source file to the new answer over HTTP, under `swiftlet dev`: the median, and where the time goes.

    python3 bench/edit_to_live.py                 # a new `hello` package, 10 edits
    python3 bench/edit_to_live.py --edits 20 --template ab
"""

import argparse
import http.client
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from process import Server, StartError, free_port

BINARY = Path(__file__).parent.parent / ".build/release/swiftlet"
SPLIT = re.compile(r"live in .*?([\d.]+) s.*?\((.*?)\)")
# The first build compiles the SDK too.
FIRST_BUILD_SECONDS = 180
EDIT_SECONDS = 60


def answer(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read().decode(errors="replace")
    except OSError:
        return ""
    finally:
        connection.close()


def wait_for(port: int, text: str, seconds: float, server: Server) -> float:
    """The moment when `text` is in an answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if text in answer(port):
            return time.monotonic()
        time.sleep(0.002)
    raise StartError(f"{text!r} is not live after {seconds} s: {server.last_words()}")


def edit(source: Path, old: str, new: str) -> None:
    """As most editors save: a new file, renamed over the old one."""
    text = source.read_text()
    assert old in text, f"{old!r} is not in {source}"
    beside = source.with_name(source.name + "~")
    beside.write_text(text.replace(old, new))
    beside.rename(source)


def splits(log: Path) -> list[dict[str, float]]:
    """What the log says of each version, in seconds."""
    found = []
    for match in SPLIT.finditer(re.sub(r"\x1b\[[\d;]*m", "", log.read_text())):
        parts = [part.rsplit(" ", 1) for part in match[2].split(", ")]
        found.append({name: float(value) for name, value in parts} | {"reported": float(match[1])})
    return found


def measure(folder: Path, binary: Path, edits: int, package: Path) -> tuple[list[float], list[dict[str, float]]]:
    source = next(path for path in package.glob("Sources/**/*.swift") if '"' in path.read_text())
    literal = re.search(r'\.text\("([^"\\(]*)', source.read_text())
    assert literal and literal[1], f"{source} answers with no literal text"
    port, log = free_port(), folder / "dev.log"
    command = [str(binary), "dev", str(package), "--port", str(port)]
    with Server("swiftlet dev", command, port, None, log) as server:
        wait_for(port, literal[1], FIRST_BUILD_SECONDS, server)
        times, old = [], literal[1]
        for number in range(edits + 1):
            # Of this run alone: the cache of compiled workers may know what earlier runs wrote.
            new = f"version {number} of {time.time_ns()}"
            begun = time.monotonic()
            edit(source, old, new)
            times.append(wait_for(port, new, EDIT_SECONDS, server) - begun)
            old = new
            time.sleep(0.2)
        # The first edit may still make what later ones find made.
        return times[1:], splits(log)[-edits:]


def report(times: list[float], phases: list[dict[str, float]]) -> None:
    print(f"edit to live, {len(times)} edits: median {statistics.median(times):.2f} s, "
          f"best {min(times):.2f}, worst {max(times):.2f}")
    for name in phases[-1]:
        values = [entry[name] for entry in phases if name in entry]
        print(f"  {name:<14} {statistics.median(values):.3f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=10)
    parser.add_argument("--template", default="hello")
    parser.add_argument("--binary", type=Path, default=BINARY)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="swiftlet-edit-") as name:
        folder = Path(name)
        subprocess.run(
            [options.binary, "new", "hello", "--template", options.template, "--directory", name], check=True,
            stdout=subprocess.DEVNULL)
        try:
            report(*measure(folder, options.binary, options.edits, folder / "hello"))
        except StartError as error:
            print(f"edit_to_live: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
