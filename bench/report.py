"""What a run prints, and what it leaves in bench/results/."""

import json
import os
import platform
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from measure import Sample
from scenarios import BEST, Scenario

RESULTS = Path(__file__).parent / "results"
OURS = "swiftlet"
# Milliseconds to the first answer, and the ratio of one connection's median latency to nginx's.
START_UP_GOAL = 25
LATENCY_GOAL = 1.05
# A run in which more of the answers than this were errors says nothing about the work.
ERRORS_MAX = 0.001


@dataclass
class Measured:
    """One scenario's samples, by peer and connections, in the order of the rounds."""

    scenario: Scenario
    samples: dict[str, dict[int, list[Sample]]] = field(default_factory=dict)

    def as_json(self) -> dict:
        harmless = self.scenario.harmless_errors
        return {
            "title": self.scenario.title, "reference": self.scenario.reference, "target": self.scenario.target,
            "peers": {name: {str(connections): summary(samples, harmless) for connections, samples in by.items()}
                      for name, by in self.samples.items()},
        }


def summary(samples: list[Sample], harmless: set[str]) -> dict:
    """The medians of the rounds, and the rounds themselves."""
    def middle(figure) -> float:
        return round(median(figure(sample) for sample in samples), 3)
    requests = sum(sample.load.requests for sample in samples)
    errors = sum(count for sample in samples for kind, count in sample.load.errors.items() if kind not in harmless)
    return {
        "cpu_us": middle(lambda sample: sample.cpu_us), "rps": round(middle(lambda sample: sample.rps)),
        "p50_us": middle(lambda sample: sample.load.p50_us), "p99_us": middle(lambda sample: sample.load.p99_us),
        "errors": errors, "valid": errors <= requests * ERRORS_MAX, "rounds": [sample.as_json() for sample in samples],
    }


def main_connections(scenario: dict) -> str:
    """Where ratios are read: 32, or the nearest that was measured."""
    return min(connections(scenario), key=lambda count: abs(int(count) - 32))


def connections(scenario: dict) -> list[str]:
    return [str(count) for count in scenario["source"]["connections"]]


def reference(scenario: dict, count: str) -> str | None:
    """The peer that ours is held against: the named one, or of the others the one that takes least."""
    others = {name: by[count]["cpu_us"] for name, by in scenario["peers"].items()
              if name != OURS and by[count]["valid"]}
    if scenario["reference"] == BEST:
        return min(others, key=others.get, default=None)
    return scenario["reference"] if scenario["reference"] in others else None


def ratios(scenario: dict, name: str, count: str) -> list[float]:
    """A peer's CPU per request to the reference's, round by round; empty where either is missing or gave errors."""
    against = reference(scenario, count)
    figures = scenario["peers"][name][count]
    if against is None or not figures["valid"]:
        return []
    theirs = scenario["peers"][against][count]["rounds"]
    return [ours["cpu_us_per_request"] / other["cpu_us_per_request"] for ours, other in zip(figures["rounds"], theirs)]


def latency_ratio(scenario: dict, name: str, figure: str) -> float | None:
    """Of one connection, to the reference's."""
    against = reference(scenario, "1") if "1" in scenario["peers"][name] else None
    if against is None:
        return None
    return scenario["peers"][name]["1"][figure] / scenario["peers"][against]["1"][figure]


def scenario_tables(document: dict) -> str:
    """One table per scenario, the peer that takes least CPU first."""
    return "\n\n".join(f"{name}: {scenario['title']}\n\n{scenario_table(scenario)}"
                       for name, scenario in document["scenarios"].items())


def scenario_table(scenario: dict) -> str:
    at, counts = main_connections(scenario), connections(scenario)
    against = reference(scenario, at)
    rows = [["", *(f"µs c{count}" for count in counts), f"÷ {against or '-'}, c{at}",
             *(f"rps c{count}" for count in counts), *(f"p50 / p99 ms c{count}" for count in counts),
             "c1 p50 / p99 ÷", "errors"]]
    for name in sorted(scenario["peers"], key=lambda name: scenario["peers"][name][at]["cpu_us"]):
        by = scenario["peers"][name]
        shares = ratios(scenario, name, at)
        cells = [f"**{name}**" if name == OURS else name]
        cells += [f"{by[count]['cpu_us']:.1f}" for count in counts]
        spread = f" ({min(shares):.2f}-{max(shares):.2f})" if shares and name == OURS else ""
        cells.append(f"{median(shares):.2f}{spread}" if shares else "-")
        cells += [f"{by[count]['rps']:,}" for count in counts]
        cells += [f"{by[count]['p50_us'] / 1000:.2f} / {by[count]['p99_us'] / 1000:.2f}" for count in counts]
        times = [latency_ratio(scenario, name, figure) for figure in ("p50_us", "p99_us")]
        cells.append("-" if None in times else f"{times[0]:.2f} / {times[1]:.2f}")
        errors = sum(by[count]["errors"] for count in counts)
        cells.append(f"{errors:,}" if errors else "")
        rows.append(cells)
    return table(rows)


def start_table(document: dict) -> str:
    """Start-up, and memory at rest and after the load."""
    rows = [["", "exec to the first HTTPS 200, ms: median (min)", "at rest, PSS / RSS MB", "after load, PSS / RSS MB"]]
    for name, start in sorted(document["start"]["start_up"].items(), key=lambda item: item[1]["median_ms"]):
        rest, loaded = start["memory_mb"], document["start"]["memory_after_load"].get(name)
        rows.append([f"**{name}**" if name == OURS else name, f"{start['median_ms']} ({min(start['ms'])})",
                     f"{rest['pss']} / {rest['rss']}", f"{loaded['pss']} / {loaded['rss']}" if loaded else "-"])
    return table(rows)


def goals(document: dict) -> list[tuple[str, str, float, float]]:
    """What is asked of us: work, against whom, what was measured, what is allowed."""
    found = []
    for name, scenario in document["scenarios"].items():
        at = main_connections(scenario)
        if shares := ratios(scenario, OURS, at):
            found.append((f"{name}, CPU per request", reference(scenario, at), median(shares), scenario["target"]))
    for name in ("S0", "S1", "S2"):
        scenario = document["scenarios"].get(name)
        if scenario and (ratio := latency_ratio(scenario, OURS, "p50_us")) is not None:
            found.append((f"{name}, p50 of one connection", reference(scenario, "1"), ratio, LATENCY_GOAL))
    if start := document.get("start", {}).get("start_up", {}).get(OURS):
        found.append(("start-up, ms", "-", start["median_ms"], START_UP_GOAL))
    return found


def goals_table(document: dict) -> str:
    rows = [["swiftlet", "beside", "measured", "goal", ""]]
    for what, against, measured, goal in goals(document):
        rows.append([what, against, f"{measured:.2f}", f"≤ {goal:g}", "met" if measured <= goal else "missed"])
    return table(rows)


def table(rows: list[list[str]]) -> str:
    """Markdown, padded so that it reads in a terminal."""
    widths = [max(len(line[column]) for line in rows) for column in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def machine() -> dict[str, str]:
    """What the figures were taken on."""
    root = Path(__file__).parent.parent
    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    commit = git(root, "describe", "--always", "--exclude", "*")
    # What is written down of a measurement does not change what is measured.
    if git(root, "status", "--porcelain", "--untracked-files=no", "--", ".", ":(exclude)docs"):
        commit += "-dirty"
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=False).stderr.strip()
    return {"cpu": model, "cpus": str(os.cpu_count()), "kernel": platform.release(), "commit": commit, "nginx": nginx}


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False).stdout.strip()


def save(document: dict) -> Path:
    """One JSON file per run, and latest.json."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(document, indent=2) + "\n"
    path = RESULTS / time.strftime("%Y%m%d-%H%M%S.json")
    path.write_text(text)
    (RESULTS / "latest.json").write_text(text)
    return path
