#!/usr/bin/env python3
"""Measures swiftlet beside its peers: CPU per request, interleaved, as ratios of one round. README.md: how to read it."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import allocations
import catalogue
import nginx
import page
import report
import swiftlet
from catalogue import OURS, Peer, Site
from cpu import Disturbance, resident_megabytes
from load import LoadError
from measure import measure, verify, warm_up
from process import Server, StartError
from report import Measured
from scenarios import SCENARIOS, START, select, split
from startup import REPEATS, StartUp, start_up

ROOT = Path(__file__).resolve().parent.parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="make bench-peers ARGS='--peers nginx,bun --only S0,S2'", allow_abbrev=False)
    parser.add_argument("--peers", default="nginx,nginx-lua", metavar="NAMES",
                        help=f"{', '.join(catalogue.NAMES)}, or all (nginx,nginx-lua)")
    parser.add_argument("--only", metavar="S0,S1", help="these scenarios alone; START: start-up")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (3)")
    parser.add_argument("--seconds", type=int, default=4, help="of load per measurement (4)")
    parser.add_argument("--connections", default="32", metavar="1,32", help="of the load generator (32)")
    parser.add_argument("--quick", action="store_true", help="for a look: a second each, two rounds, fewer starts")
    parser.add_argument("--write", action="store_true", help="put the table and the plots into docs/performance.md")
    parser.add_argument("--no-allocations", action="store_true", help="nor micro-benchmarks: the peers alone")
    parser.add_argument("--swiftlet", type=Path, default=ROOT / ".build/release/swiftlet", help="the binary")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 2, 1
    for name in ("rounds", "seconds"):
        if getattr(options, name) < 1:
            parser.error(f"--{name} must be at least 1")
    try:
        options.scenarios = select(options.only)
        options.peers = catalogue.select(options.peers)
        options.connections = numbers(options.connections)
    except ValueError as error:
        parser.error(str(error))
    options.start = options.only is None or START in split(options.only)
    if options.write and len(options.peers) < len(catalogue.PEERS):
        parser.error("--write wants all peers: say --peers all")
    if not options.swiftlet.exists():
        parser.error(f"no {options.swiftlet}: make build")
    if shutil.which("wrk") is None:
        parser.error("no wrk: scripts/setup.sh bench")
    if len(os.sched_getaffinity(0)) < 2:
        parser.error("two CPUs are needed: one for the peer, one for load and origin")
    return options


def numbers(text: str) -> list[int]:
    """`1,32,128`, each from 1 to 10000."""
    values = [int(part) if part.strip().isdigit() else 0 for part in text.split(",")]
    if not all(1 <= value <= 10_000 for value in values):
        raise ValueError(f"--connections {text!r}: write numbers from 1 to 10000, with commas between them")
    return sorted(set(values))


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """One self-signed P-256 certificate for all peers."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return certificate, key


def verified(servers: dict[str, Server], peers: list[Peer], options: argparse.Namespace) -> list[Measured]:
    """Who takes part in which scenario: who says it can, and gives the right answer. Ours has to."""
    taking_part = []
    for scenario in options.scenarios:
        measured = Measured(scenario)
        for name in [OURS] + [peer.name for peer in peers if peer.takes(scenario.name)]:
            try:
                verify(servers[name], scenario)
            except LoadError as error:
                if name == OURS:
                    raise
                print(f"bench: left out: {error}", file=sys.stderr)
                continue
            measured.samples[name] = {count: [] for count in options.connections}
        taking_part.append(measured)
    return taking_part


def run_rounds(servers: dict[str, Server], taking_part: list[Measured], options: argparse.Namespace) -> None:
    """Every scenario, `rounds` times, the peers in turn; who begins moves on."""
    for number in range(options.rounds):
        for measured in taking_part:
            names = list(measured.samples)
            begin = number * max(1, len(names) // options.rounds) % len(names)
            for name in names[begin:] + names[:begin]:
                run_turn(number, measured, servers[name], options)


def run_turn(number: int, measured: Measured, server: Server, options: argparse.Namespace) -> None:
    if number == 0 or not options.quick:
        warm_up(server, measured.scenario, 0.5 if options.quick else 1)
    words = []
    for connections in options.connections:
        if options.quick and number > 0 and connections == 1 and len(options.connections) > 1:
            continue  # latencies of one connection: once is enough for a look
        sample = measure(server, measured.scenario, connections, options.seconds)
        measured.samples[server.name][connections].append(sample)
        words.append(f"c{connections} {sample.cpu_us:8.2f} µs {sample.rps:9,.0f} rps")
        if sample.load.error_count:
            words.append(f"{sample.load.error_count} errors")
    print(f"round {number + 1} {measured.scenario.name} {server.name:10} {'  '.join(words)}", flush=True)


def measure_starts(site: Site, peers: list[Peer], options: argparse.Namespace) -> dict[str, StartUp]:
    """Every peer, and swiftlet with three workers: compiled at start, and from its cache."""
    repeats = 3 if options.quick else REPEATS
    ours = site.server(OURS)
    starts = {
        "swiftlet, nothing cached": start_up(ours, "/hello", cache=site.folder / OURS / "cache", repeats=3),
        OURS: start_up(ours, "/hello", cache=None, repeats=REPEATS),
    }
    for peer in peers:
        starts[peer.name] = start_up(site.server(peer.name), "/fixed", cache=None, repeats=repeats)
    return starts


def count_allocations(options, folder: Path, origin_port: int, pair) -> dict[str, allocations.Allocations]:
    library = allocations.build(folder)
    counters = folder / "counters"
    environment = allocations.environment(library, counters)
    with swiftlet.peer(options.swiftlet, folder / "swiftlet", origin_port, *pair, environment) as server:
        return {
            scenario.name: allocations.count(server, scenario, counters, options.connections[-1], options.seconds)
            for scenario in SCENARIOS if scenario.name in ("S0", "S1", "S2", "S3")
        }


def print_allocations(counted: dict[str, allocations.Allocations]) -> None:
    rows = [["mallocs/request", *allocations.COUNTERS]]
    for name, allocation in counted.items():
        rows.append([name] + [f"{allocation.per_request[key]:.4f}" for key in allocations.COUNTERS])
    print("\n" + report.table(rows))


def microbench() -> list[str]:
    """What the built micro-benchmark prints, if there is one."""
    binary = ROOT / ".build/release/microbench"
    if not binary.exists():
        return []
    lines = []
    for arguments in ([str(ROOT / ".build/workers/hello.wasm")], ["paths", str(ROOT)]):
        run = subprocess.run([str(binary), *arguments], capture_output=True, text=True, timeout=300, check=False)
        if run.returncode != 0:
            raise StartError(f"microbench ended with {run.returncode}: {(run.stdout + run.stderr).strip()}")
        lines += run.stdout.splitlines()
    print("\n" + "\n".join(lines))
    return lines


def run(options: argparse.Namespace, folder: Path) -> None:
    disturbance = Disturbance()
    pair = make_certificate(folder)
    peers = catalogue.present(options.peers)
    with nginx.origin(folder / "origin") as origin:
        site = Site(folder, origin.port, *pair, options.swiftlet)
        with ExitStack() as stack:
            names = [OURS] + [peer.name for peer in peers]
            servers = {name: stack.enter_context(site.server(name)) for name in names}
            taking_part = verified(servers, peers, options)
            run_rounds(servers, taking_part, options)
            # Nothing was loaded where START alone is measured.
            loaded = {name: resident_megabytes(server.pid) for name, server in servers.items() if taking_part}
        starts = measure_starts(site, peers, options) if options.start else {}
        # Where the figures come from goes with each of them: they may be measured piece by piece.
        source = {"machine": report.machine(), "date": time.strftime("%Y-%m-%d"), "quick": options.quick,
                  "rounds": options.rounds, "seconds": options.seconds, "connections": options.connections,
                  "disturbance": disturbance.as_json(), "versions": {peer.name: catalogue.version(peer) for peer in peers}}
        document: dict = {"scenarios": {measured.scenario.name: {"source": source, **measured.as_json()}
                                        for measured in taking_part}}
        print("\n" + report.scenario_tables(document))
        if starts:
            document["start"] = {
                "source": source, "start_up": {name: start.as_json() for name, start in starts.items()},
                "memory_after_load": {name: {key: round(value, 1) for key, value in memory.items()}
                                      for name, memory in loaded.items()}}
            print("\n" + report.start_table(document))
        print("\n" + report.goals_table(document))
        if options.only is None and not options.no_allocations:
            counted = count_allocations(options, folder, origin.port, pair)
            print_allocations(counted)
            document["mallocs_per_request"] = {name: counts.per_request for name, counts in counted.items()}
            document["microbench"] = microbench()
    print(f"\nbench: {report.save(document).relative_to(ROOT)}")
    if options.write:
        page.write_peers(document)


def main() -> int:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="swiftlet-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's worker may be another user
        try:
            run(options, folder)
        except (StartError, LoadError) as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
