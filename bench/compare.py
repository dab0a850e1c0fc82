#!/usr/bin/env python3
"""Measures swiftlet beside nginx: CPU per request, interleaved, as ratios of one run. README.md says how to read it."""

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import allocations
import nginx
import report
import swiftlet
from load import LoadError
from measure import Sample, measure, verify
from process import Server, StartError
from scenarios import SCENARIOS, Scenario, select
from startup import StartUp, start_up

ROOT = Path(__file__).resolve().parent.parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="make bench ARGS='--only S0,S2 --rounds 5'", allow_abbrev=False)
    parser.add_argument("--only", metavar="S0,S1", help="these scenarios alone, without start-up and allocations")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (3)")
    parser.add_argument("--seconds", type=int, default=4, help="of load per measurement, after one to warm up (4)")
    parser.add_argument("--connections", type=int, default=32, help="of the load generator (32)")
    parser.add_argument("--swiftlet", type=Path, default=ROOT / ".build/release/swiftlet", help="the binary")
    options = parser.parse_args()
    for name in ("rounds", "seconds", "connections"):
        if getattr(options, name) < 1:
            parser.error(f"--{name} must be at least 1")
    try:
        options.scenarios = select(options.only)
    except ValueError as error:
        parser.error(f"--only: {error}")
    if not options.swiftlet.exists():
        parser.error(f"no {options.swiftlet}: make build")
    if len(os.sched_getaffinity(0)) < 2:
        parser.error("two CPUs are needed: one for the peer, one for load and origin")
    return options


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """One self-signed P-256 certificate for both peers."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return certificate, key


def run_rounds(peers: list[Server], options: argparse.Namespace) -> list[tuple[Scenario, dict[str, list[Sample]]]]:
    """Every scenario, `rounds` times, the peers in turn; who begins alternates."""
    measured = [
        (scenario, {peer.name: [] for peer in peers if scenario.has_peer or peer.name == "swiftlet"})
        for scenario in options.scenarios
    ]
    for scenario, samples in measured:
        for peer in (peer for peer in peers if peer.name in samples):
            verify(peer, scenario)
    for number in range(options.rounds):
        for scenario, samples in measured:
            turn = peers if number % 2 == 0 else peers[::-1]
            for peer in (peer for peer in turn if peer.name in samples):
                sample = measure(peer, scenario, options.connections, options.seconds)
                samples[peer.name].append(sample)
                print(f"round {number + 1} {scenario.name} {peer.name:8} {sample.cpu_us:8.2f} µs/request "
                      f"{sample.rps:10,.0f} rps  {sample.load.error_count} errors", flush=True)
    return measured


def measure_starts(options: argparse.Namespace, folder: Path, origin_port: int, pair) -> dict[str, StartUp]:
    """nginx, and swiftlet with three workers: compiled at start, and from its cache."""
    theirs = nginx.peer(folder / "nginx", origin_port, *pair)
    ours = swiftlet.peer(options.swiftlet, folder / "swiftlet", origin_port, *pair)
    return {
        "nginx": start_up(theirs, "/fixed", cache=None),
        "swiftlet, nothing cached": start_up(ours, "/hello", cache=folder / "swiftlet/cache"),
        "swiftlet, modules cached": start_up(ours, "/hello", cache=None),
    }


def print_starts(starts: dict[str, StartUp]) -> None:
    rows = [["start-up", "ms to the first HTTPS 200", "of", "RSS MB", "PSS MB"]]
    for name, start in starts.items():
        figures = start.as_json()
        rows.append([name, f"{figures['median_ms']}", " ".join(map(str, figures["ms"])),
                     f"{start.memory['rss']:.1f}", f"{start.memory['pss']:.1f}"])
    print("\n" + report.table(rows))


def count_allocations(options, folder: Path, origin_port: int, pair) -> dict[str, allocations.Allocations]:
    library = allocations.build(folder)
    counters = folder / "counters"
    environment = allocations.environment(library, counters)
    with swiftlet.peer(options.swiftlet, folder / "swiftlet", origin_port, *pair, environment) as server:
        return {
            scenario.name: allocations.count(server, scenario, counters, options.connections, options.seconds)
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
    run = subprocess.run([str(binary), str(ROOT / ".build/workers/hello.wasm")], capture_output=True, text=True, timeout=300, check=False)
    if run.returncode != 0:
        raise StartError(f"microbench ended with {run.returncode}: {run.stderr.strip()}")
    print("\n" + run.stdout.rstrip())
    return run.stdout.splitlines()


def run(options: argparse.Namespace, folder: Path) -> None:
    pair = make_certificate(folder)
    document: dict = {"machine": report.machine(), "rounds": options.rounds, "seconds": options.seconds,
                      "connections": options.connections}
    with nginx.origin(folder / "origin") as origin:
        with ExitStack() as stack:
            peers = [
                stack.enter_context(nginx.peer(folder / "nginx", origin.port, *pair)),
                stack.enter_context(swiftlet.peer(options.swiftlet, folder / "swiftlet", origin.port, *pair)),
            ]
            measured = run_rounds(peers, options)
        print("\n" + report.results_table(measured))
        document["scenarios"] = report.as_json(measured)
        if options.only is None:
            starts = measure_starts(options, folder, origin.port, pair)
            print_starts(starts)
            document["start_up"] = {name: start.as_json() for name, start in starts.items()}
            counted = count_allocations(options, folder, origin.port, pair)
            print_allocations(counted)
            document["mallocs_per_request"] = {name: counts.per_request for name, counts in counted.items()}
            document["microbench"] = microbench()
    print(f"\nbench: {report.save(document).relative_to(ROOT)}")


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
