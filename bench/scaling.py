#!/usr/bin/env python3
"""How CPU per request grows: with connections, headers, bodies, routes, workers, loops. README.md: how to read it."""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import dimensions
import page
import plot
import report
from catalogue import ROOT, Site
from compare import make_certificate
from cpu import Disturbance
from dimensions import DIMENSIONS, Bench, Dimension, Point
from load import LoadError
from process import StartError


def arguments() -> argparse.Namespace:
    names = [dimension.name for dimension in DIMENSIONS]
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--only", metavar="NAMES", help=", ".join(names))
    parser.add_argument("--seconds", type=float, default=4, help="of a window (4)")
    parser.add_argument("--quick", action="store_true", help="windows of one second")
    parser.add_argument("--write", action="store_true", help="put table and plots of it into docs/performance.md")
    parser.add_argument("--swiftlet", type=Path, default=ROOT / ".build/release/swiftlet", help="the binary")
    options = parser.parse_args()
    wanted = names if options.only is None else [name.strip() for name in options.only.split(",")]
    if unknown := [name for name in wanted if name not in names]:
        parser.error(f"--only: unknown {', '.join(unknown)}: choose from {', '.join(names)}")
    options.dimensions = [dimension for dimension in DIMENSIONS if dimension.name in wanted]
    if options.quick:
        options.seconds = 1
    if not 0.2 <= options.seconds <= 60:
        parser.error("--seconds must be from 0.2 to 60")
    if not options.swiftlet.exists():
        parser.error(f"no {options.swiftlet}: make build")
    if shutil.which("wrk") is None:
        parser.error("no wrk: scripts/setup.sh bench")
    if len(os.sched_getaffinity(0)) < 2:
        parser.error("two CPUs are needed: one for the server, one for load and origin")
    return options


def run(dimension: Dimension, bench: Bench) -> list[Point]:
    points = []
    for point in dimension.points(bench):
        figure = point.figure
        words = [f"{name} {value}" for name, value in point.extra.items()]
        words += [f"{figure.errors} errors"] if figure.errors else []
        print(f"{dimension.name:10} {point.series:18} {point.x:>10,} {figure.cpu_us:10.2f} µs/request "
              f"{figure.rps:10,.0f} rps  {'  '.join(words)}".rstrip(), flush=True)
        points.append(point)
    return points


def as_json(dimension: Dimension, points: list[Point], seconds: float, disturbance: Disturbance) -> dict:
    made = [{"series": point.series, "x": point.x, "cpu_us": round(point.figure.cpu_us, 3),
             "rps": round(point.figure.rps), "errors": point.figure.errors, **point.extra} for point in points]
    return {"machine": report.machine(), "date": time.strftime("%Y-%m-%d"), "seconds": seconds,
            "disturbance": disturbance.as_json(), "title": dimension.title, "points": made}


def series(entry: dict) -> dict[str, list[dict]]:
    """The points of a dimension, by series, in the order in which they were first seen."""
    found: dict[str, list[dict]] = {}
    for point in entry["points"]:
        found.setdefault(point["series"], []).append(point)
    return found


def table(document: dict) -> str:
    """A row per series: its least and greatest load, and what one request costs there."""
    rows = [["what grows", "series", "from → to", "µs per request, at each step", "last ÷ first", ""]]
    for dimension in DIMENSIONS:
        for name, points in series(document.get(dimension.name, {"points": []})).items():
            costs = [point["cpu_us"] for point in points]
            ends = [points[0]["x"], points[-1]["x"]]
            words = [size(end) if dimension.what == "bytes" else f"{end:,}" for end in ends]
            rows.append([dimension.title, name, " → ".join(words),
                         " ".join(f"{cost:.1f}" for cost in costs), f"{costs[-1] / costs[0]:.2f}", remark(points[-1])])
    return report.table(rows)


def remark(point: dict) -> str:
    """What else there is to say of the greatest load."""
    words = []
    if "kilobytes_each" in point:
        words.append(f"{point['kilobytes_each']:g} kB each, {point['cpu_percent_at_rest']:g} % of a CPU at rest")
    if "resident_mb" in point:
        words.append(f"{point['resident_mb']:g} MB resident")
    if point["errors"]:
        words.append(f"{point['errors']:,} errors")
    return "; ".join(words)


def size(count: int) -> str:
    """1048576 → 1M."""
    for shift, letter in ((20, "M"), (10, "K")):
        if count >= 1 << shift:
            return f"{count >> shift}{letter}"
    return str(count)


def panels(document: dict) -> list[plot.Lines]:
    made = []
    for dimension in DIMENSIONS:
        if entry := document.get(dimension.name):
            lines = [plot.Series(name, [(point["x"], point["cpu_us"]) for point in points])
                     for name, points in series(entry).items()]
            labels = {point["x"]: size(point["x"]) for point in entry["points"]} if dimension.what == "bytes" else {}
            made.append(plot.Lines(dimension.title, dimension.what, lines, dimension.is_steep, labels))
    return made


def write(measured: dict) -> None:
    """What was measured replaces what stood there of the same dimensions; the rest stays."""
    found = {**page.kept("scaling.json"), **measured}
    document = {dimension.name: found[dimension.name] for dimension in DIMENSIONS if dimension.name in found}
    page.save("scaling.json", json.dumps(document, indent=1) + "\n")
    foot = "; ".join(dict.fromkeys(page.provenance(entry) for entry in document.values()))
    page.save("scaling.svg", plot.svg("CPU per request, µs, as the load grows", panels(document), foot))
    text = f"`make bench-scaling`. {'. '.join(page.provenances(document))}.\n\n{table(document)}\n\n"
    page.replace("scaling", text + "![CPU per request as the load grows](performance/scaling.svg)")


def main() -> int:
    options = arguments()
    measured = {}
    with tempfile.TemporaryDirectory(prefix="swiftlet-scaling-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's worker may be another user
        try:
            pair = make_certificate(folder)
            with dimensions.origin(folder / "origin") as origin:
                site = Site(folder, origin.port, *pair, options.swiftlet)
                for dimension in options.dimensions:
                    place = folder / dimension.name
                    place.mkdir()
                    disturbance = Disturbance()
                    points = run(dimension, Bench(site, place, options.seconds))
                    measured[dimension.name] = as_json(dimension, points, options.seconds, disturbance)
        except (StartError, LoadError) as error:
            print(f"scaling: {error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
    print("\n" + table(measured))
    print(f"\nscaling: {report.save(measured).relative_to(ROOT)}")
    if options.write:
        write(measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
