"""Along what the load grows: connections, headers, bodies, routes, workers, loops. Each dimension is a function that
starts its servers and yields points."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import nginx
import window
from catalogue import OURS, PEER_CPU, ROOT, Site
from cpu import pinned_to, resident_megabytes, run_seconds
from load import LOAD_CPU, LoadError, get
from process import Server, StartError, free_port
from window import Figure, Subject, Work

WORKERS = ROOT / ".build/workers"
HOST = "localhost"
FIXED = 'match = "*/fixed"\nlistener = "edge"\nrespond = { status = 200, body = "hello, world\\n" }'
PROXY = 'match = "*/*"\nlistener = "edge"\norigin = "shop"'


@dataclass(frozen=True)
class Point:
    """One figure: of which series, at which value of what grows. `extra` is what else there is to say of it."""

    series: str
    x: float
    figure: Figure
    extra: dict[str, float]


@dataclass(frozen=True)
class Bench:
    """What a dimension works with. `folder` is its own; `seconds` is the length of a window."""

    site: Site
    folder: Path
    seconds: float

    @contextmanager
    def swiftlet(self, sections: list[str], threads: int = 1, cpus: set[int] | None = None):
        """Running, with these routes and workers, on `cpus`."""
        port, inside = free_port(), free_port()
        file = self.folder / "swiftlet.toml"
        file.write_text(configuration(self.site, port, inside, self.folder / "cache", threads, sections))
        command = [str(self.site.binary), "serve", "--config", str(file)]
        if cpus is not None:
            command = ["taskset", "--cpu-list", ",".join(map(str, sorted(cpus))), *command]
        server = Server(OURS, command, port, PEER_CPU if cpus is None else None, self.folder / "output.log")
        with server:
            yield Subject(server, window.swiftlet_counts(inside))

    @contextmanager
    def nginx(self):
        with self.site.server("nginx") as server:
            yield Subject(server, window.nginx_counts(server.port))

    @contextmanager
    def both(self, sections: list[str]):
        """swiftlet and nginx at once: (series, subject) of each."""
        with self.swiftlet(sections) as ours, self.nginx() as theirs:
            yield [(OURS, ours), ("nginx", theirs)]

    def point(self, series: str, x: float, subject: Subject, work: Work, **extra: float) -> Point:
        """Looks at one answer first."""
        host, path = work.targets[-1]
        if not work.body_bytes:
            answer = get(f"https://127.0.0.1:{subject.server.port}{path}", {**work.headers, "Host": host}, timeout=20)
            if answer.status != 200:
                raise LoadError(f"{series}: {path} gave {answer.status} {answer.body[:60]!r}")
        return Point(series, x, window.measure(subject, work, self.seconds, self.folder), extra)


def configuration(site: Site, port: int, inside: int, cache: Path, threads: int, sections: list[str]) -> str:
    """The limits are out of the way of what is measured."""
    return f"""
threads = {threads}
cache = "{cache}"
log_level = "error"

[limits]
requests_per_connection = 1000000000
connections = 100000
header_count = 200
header_timeout = "2m"
idle_timeout = "1h"

[[listeners]]
name = "edge"
address = "127.0.0.1:{port}"
certificates = [{{ certificate = "{site.certificate}", key = "{site.key}" }}]

[[listeners]]
name = "inside"
address = "127.0.0.1:{inside}"
cleartext = true

[[routes]]
match = "*/metrics"
listener = "inside"
metrics = true

[origins.shop]
url = "http://127.0.0.1:{site.origin_port}"

""" + "\n".join(sections)


def route(text: str) -> str:
    return f"\n[[routes]]\n{text}\n"


def active(bench: Bench) -> Iterator[Point]:
    """Connections that all ask at once for a fixed response."""
    with bench.both([route(FIXED)]) as subjects:
        for count in (1, 10, 100, 1000, 10_000):
            for series, subject in subjects:
                yield bench.point(series, count, subject, Work([(HOST, "/fixed")], count))


def idle(bench: Bench) -> Iterator[Point]:
    """32 connections that ask, beside idle ones; what an idle one holds of memory and takes of CPU."""
    with bench.swiftlet([route(FIXED)]) as subject, Holder(subject.server.port, "/fixed") as holder:
        empty = resident_megabytes(subject.server.pid)["rss"]
        for count in (1, 10, 100, 1000, 10_000):
            holder.hold(count)
            cpu = run_seconds(subject.server.pid)
            time.sleep(1)
            share = run_seconds(subject.server.pid) - cpu
            held = resident_megabytes(subject.server.pid)["rss"] - empty
            yield bench.point(OURS, count, subject, Work([(HOST, "/fixed")]),
                              kilobytes_each=round(held / count * 1000, 1), cpu_percent_at_rest=round(share * 100, 3))


class Holder:
    """A child that holds idle connections, on the load's CPU."""

    def __init__(self, port: int, path: str):
        self.command = [sys.executable, str(Path(__file__).with_name("idle.py")), str(port), path]

    def __enter__(self) -> "Holder":
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        preexec_fn=pinned_to(LOAD_CPU))
        return self

    def hold(self, count: int) -> None:
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        if self.process.stdout.readline().strip() != str(count):
            raise LoadError(f"{count} idle connections could not be held")

    def __exit__(self, *_) -> None:
        self.process.stdin.close()
        self.process.wait()


def headers(bench: Bench) -> Iterator[Point]:
    """Request fields, `Host` among them: of a fixed response, and of a proxied one."""
    with bench.both([route(FIXED), route(PROXY)]) as subjects:
        for path, suffix in (("/fixed", ""), ("/tiny", ", proxied")):
            for count in (5, 10, 20, 50, 100):
                fields = {f"X-Field-{number}": f"the value of field {number}" for number in range(1, count)}
                for series, subject in subjects:
                    yield bench.point(series + suffix, count, subject, Work([(HOST, path)], 32, fields))


def downloads(bench: Bench) -> Iterator[Point]:
    """Bytes of a proxied response's body."""
    with bench.both([route(PROXY)]) as subjects:
        for size in SIZES:
            (bench.site.folder / "origin/files" / str(size)).write_bytes(b"x" * size)
            for series, subject in subjects:
                yield bench.point(series, size, subject, Work([(HOST, f"/{size}")], connections_for(size)))


def uploads(bench: Bench) -> Iterator[Point]:
    """Bytes of a proxied request's body, which the origin reads whole."""
    with bench.both([route(PROXY)]) as subjects:
        for size in SIZES:
            for series, subject in subjects:
                yield bench.point(series, size, subject, Work([(HOST, "/sink")], connections_for(size), body_bytes=size))


SIZES = (1, 1 << 10, 16 << 10, 128 << 10, 1 << 20, 16 << 20)


def connections_for(size: int) -> int:
    """Few where each holds megabytes."""
    return 32 if size < 1 << 20 else 8


def routes(bench: Bench) -> Iterator[Point]:
    """Routes of one host, and hosts with a route each; the request is for the last one."""
    for count in (1, 10, 100, 1000, 10_000):
        paths = [route(FIXED.replace("*/fixed", f"*/items/{number}")) for number in range(count)]
        with bench.swiftlet(paths) as subject:
            yield bench.point("paths", count, subject, Work([(HOST, f"/items/{count - 1}")]))
        hosts = [route(FIXED.replace("*/fixed", f"h{number}.example/*")) for number in range(count)]
        with bench.swiftlet(hosts) as subject:
            yield bench.point("hosts", count, subject, Work([(f"h{count - 1}.example", "/")]))


def workers(bench: Bench) -> Iterator[Point]:
    """Copies of `hello`: one of them is asked, or all in turn."""
    for count in (1, 10, 100, 1000):
        sections = []
        for number in range(count):
            module = bench.folder / f"w{number}.wasm"
            if not module.exists():
                shutil.copyfile(WORKERS / "hello.wasm", module)
            sections.append(f'\n[workers.w{number}]\npath = "{module}"\n')
            sections.append(route(f'match = "*/w{number}"\nlistener = "edge"\nworker = "w{number}"'))
        with bench.swiftlet(sections) as subject:
            memory = round(resident_megabytes(subject.server.pid)["rss"], 1)
            yield bench.point("one is asked", count, subject, Work([(HOST, "/w0")]), resident_mb=memory)
            every = [(HOST, f"/w{number}") for number in range(count)]
            yield bench.point("all in turn", count, subject, Work(every), resident_mb=memory)


def loops(bench: Bench) -> Iterator[Point]:
    """Event loops, a CPU each; the load has the last CPU, which they share when there is one for each."""
    cpus = sorted(os.sched_getaffinity(0))
    counts = [count for count in (1, 2, 4, 8, 16, 32) if count <= len(cpus)]
    hello = f'\n[workers.hello]\npath = "{WORKERS}/hello.wasm"\n' + route(
        'match = "*/hello"\nlistener = "edge"\nworker = "hello"')
    for count in counts:
        with bench.swiftlet([route(FIXED), hello], threads=count, cpus=set(cpus[:count])) as subject:
            for path, series in (("/fixed", "fixed"), ("/hello", "worker")):
                yield bench.point(series, count, subject, Work([(HOST, path)], 128))


@dataclass(frozen=True)
class Dimension:
    """`what` is the title of the x-axis."""

    name: str
    title: str
    what: str
    points: Callable[[Bench], Iterator[Point]]
    is_steep: bool = False


DIMENSIONS = [
    Dimension("active", "connections that ask, a fixed response", "connections", active),
    Dimension("idle", "idle connections beside 32 that ask", "idle connections", idle),
    Dimension("headers", "fields of a request", "header fields", headers),
    Dimension("downloads", "a proxied response's body", "bytes", downloads, is_steep=True),
    Dimension("uploads", "a proxied request's body", "bytes", uploads, is_steep=True),
    Dimension("routes", "routes of the configuration", "routes", routes),
    Dimension("workers", "deployed workers", "workers", workers),
    Dimension("loops", "event loops", "loops", loops),
]


@contextmanager
def origin(folder: Path):
    """nginx, with a place that reads a request's body whole before it answers."""
    server = nginx.origin(folder)
    file = folder / "nginx.conf"
    modules = nginx.modules_folder()
    if not (modules / "ngx_http_lua_module.so").exists():
        raise StartError("nginx has no Lua module: make setup installs libnginx-mod-http-lua")
    sink = ('location = /sink { client_body_buffer_size 17m; content_by_lua_block { ngx.req.read_body() '
            'ngx.header["Content-Length"] = 3 ngx.print("ok\\n") } }\n        location = /tiny')
    text = file.read_text().replace("location = /tiny", sink, 1)
    file.write_text(f"load_module {modules}/ndk_http_module.so;\nload_module {modules}/ngx_http_lua_module.so;\n{text}")
    with ExitStack() as stack:
        yield stack.enter_context(server)
