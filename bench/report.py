"""What a run prints, and what it leaves in bench/results/."""

import json
import os
import platform
import subprocess
import time
from pathlib import Path
from statistics import median

from measure import Sample
from scenarios import Scenario

RESULTS = Path(__file__).parent / "results"
HEADINGS = ["", "nginx µs", "swiftlet µs", "ratio of each round", "ratio", "target", "rps nginx", "rps swiftlet",
            "p50/p99 ms nginx", "p50/p99 ms swiftlet", "errors"]


def ratios(samples: dict[str, list[Sample]]) -> list[float]:
    """swiftlet's CPU per request to nginx's, round by round; empty without a peer."""
    return [ours.cpu_us / theirs.cpu_us for ours, theirs in zip(samples["swiftlet"], samples.get("nginx", []))]


def middle(samples: list[Sample], figure: str) -> float:
    return median(getattr(sample, figure) for sample in samples)


def row(scenario: Scenario, samples: dict[str, list[Sample]]) -> list[str]:
    rounds = ratios(samples)
    cells = [scenario.name]
    for peer in ("nginx", "swiftlet"):
        cells.append(f"{middle(samples[peer], 'cpu_us'):.1f}" if peer in samples else "-")
    cells.append(" ".join(f"{ratio:.2f}" for ratio in rounds) or "-")
    cells.append(f"{median(rounds):.2f}" if rounds else "-")
    if scenario.target is None or not rounds:
        cells.append("-")
    else:
        cells.append(f"≤ {scenario.target} " + ("ok" if median(rounds) <= scenario.target else "MISSED"))
    for peer in ("nginx", "swiftlet"):
        cells.append(f"{middle(samples[peer], 'rps'):,.0f}" if peer in samples else "-")
    for peer in ("nginx", "swiftlet"):
        cells.append(latency(samples[peer]) if peer in samples else "-")
    cells.append(str(sum(sample.load.error_count for peer in samples.values() for sample in peer)))
    return cells


def latency(samples: list[Sample]) -> str:
    percentiles = [median(getattr(sample.load, name) for sample in samples) / 1000 for name in ("p50_us", "p99_us")]
    return f"{percentiles[0]:.2f} / {percentiles[1]:.2f}"


def table(rows: list[list[str]]) -> str:
    """Markdown, padded so that it reads in a terminal."""
    widths = [max(len(line[column]) for line in rows) for column in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def results_table(measured: list[tuple[Scenario, dict[str, list[Sample]]]]) -> str:
    return table([HEADINGS] + [row(scenario, samples) for scenario, samples in measured])


def machine() -> dict[str, str]:
    """What the figures were taken on."""
    root = Path(__file__).parent.parent
    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    commit = subprocess.run(["git", "-C", str(root), "describe", "--always", "--dirty"], capture_output=True, text=True,
                            check=False).stdout.strip()
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=False).stderr.strip()
    return {"cpu": model, "cpus": str(os.cpu_count()), "kernel": platform.release(), "commit": commit, "nginx": nginx}


def save(document: dict) -> Path:
    """One JSON file per run, and latest.json."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(document, indent=2) + "\n"
    path = RESULTS / time.strftime("%Y%m%d-%H%M%S.json")
    path.write_text(text)
    (RESULTS / "latest.json").write_text(text)
    return path


def as_json(measured: list[tuple[Scenario, dict[str, list[Sample]]]]) -> dict:
    return {
        scenario.name: {
            "title": scenario.title,
            "target": scenario.target,
            "ratio_median": round(median(ratios(samples)), 4) if ratios(samples) else None,
            "ratios": [round(ratio, 4) for ratio in ratios(samples)],
            "rounds": {peer: [sample.as_json() for sample in taken] for peer, taken in samples.items()},
        }
        for scenario, samples in measured
    }
