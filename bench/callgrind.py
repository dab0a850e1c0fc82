"""Instructions, counted by callgrind in a program that repeats itself (steady.c)."""

import mmap
import os
import shutil
import struct
import subprocess
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("steady.c")
# Callgrind counts each byte of a `rep stosb`, which would drown all else.
TUNABLES = "glibc.cpu.x86_rep_stosb_threshold=1000000000:glibc.cpu.x86_rep_movsb_threshold=1000000000"


class CountError(Exception):
    """Nothing could be counted; the message says why."""


def build(folder: Path) -> Path:
    """Compiles steady.c with the toolchain's clang."""
    library = folder / "steady.so"
    command = ["clang", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(library), str(SOURCE)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise CountError(f"steady.c does not compile: {run.stderr}")
    return library


def stripped(program: Path, folder: Path) -> Path:
    """A copy without debug information: valgrind gives up over what is newer than it knows. Names of functions stay."""
    copy = folder / program.name
    subprocess.run(["strip", "--strip-debug", "-o", str(copy), str(program)], check=True)
    return copy


class Control:
    """steady.c's `struct control`, in a file that both processes map."""

    FIELDS = ("dump", "reads", "spin", "steady")

    def __init__(self, file: Path):
        self.file = file
        file.write_bytes(bytes(8 * len(self.FIELDS)))
        with file.open("r+b") as opened:
            self.memory = mmap.mmap(opened.fileno(), 8 * len(self.FIELDS))

    def get(self, field: str) -> int:
        return struct.unpack_from("Q", self.memory, 8 * self.FIELDS.index(field))[0]

    def set(self, field: str, value: int) -> None:
        struct.pack_into("Q", self.memory, 8 * self.FIELDS.index(field), value)


def environment(libraries: list[Path], control: Control) -> dict[str, str]:
    """Of a program that shall repeat itself: nothing of ours, whose length would move its stack."""
    return {"PATH": os.environ.get("PATH", ""), "LD_PRELOAD": ":".join(str(library) for library in libraries),
            "STEADY_FILE": str(control.file), "SWIFT_DETERMINISTIC_HASHING": "1", "GLIBC_TUNABLES": TUNABLES}


@cache
def fixed_addresses() -> tuple[str, ...]:
    """Some addresses are hashed. Containers may forbid this; valgrind then chooses them, always the same too."""
    prefix = "setarch", "-R"
    allowed = shutil.which(prefix[0]) and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    return prefix if allowed else ()


def steady(command: list[str]) -> list[str]:
    """The command with all of its memory at the same addresses each time."""
    return [*fixed_addresses(), *command]


def counted(command: list[str], output: Path, options: tuple[str, ...] = ()) -> list[str]:
    """The command under callgrind, which writes `output`.PART-THREAD."""
    return steady(["valgrind", "--tool=callgrind", "--separate-threads=yes", f"--callgrind-out-file={output}",
                   "--smc-check=all-non-file", *options, *command])


def run(command: list[str], environment: dict[str, str]) -> list[str]:
    """The lines that it prints."""
    ended = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, env=environment)
    if ended.returncode != 0:
        raise CountError(f"{' '.join(command)} ended with {ended.returncode}: {(ended.stdout + ended.stderr)[-1500:]}")
    return ended.stdout.splitlines()


def part(output: Path, number: int) -> int:
    """Instructions between dump `number` - 1 and dump `number`, of the thread that did the work."""
    totals = []
    for file in output.parent.glob(f"{output.name}.{number}-*"):
        totals += [int(line.split()[1]) for line in file.read_text().splitlines() if line.startswith("totals:")]
    if not totals:
        raise CountError(f"callgrind did not write {output.name}.{number}")
    return max(totals)
