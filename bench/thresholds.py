"""What is committed (bench/thresholds/ARCHITECTURE.json), and how counts are judged by it."""

import json
import platform
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).with_name("thresholds")
# Counts repeat within 0.05 %: so small a tolerance catches what costs one percent, which 1 % itself would not. What is
# above it is no noise, but a change of code, compiler or library.
TOLERANCE = 0.0075
# Making an instance anew is mostly the library's 27 heap allocations: malloc takes other ways from one checkout to the
# next, up to 1.1 %.
TOLERANCES = {"isolate-fresh": 0.02}


class ThresholdError(Exception):
    """The committed file cannot be used; the message says why."""


@dataclass
class Verdict:
    """A line for each figure; the names of those that are above what is committed, or below by more than the tolerance."""

    lines: list[str] = field(default_factory=list)
    worse: list[str] = field(default_factory=list)
    better: list[str] = field(default_factory=list)


def file() -> Path:
    return FOLDER / f"{platform.machine()}.json"


def load() -> dict | None:
    """The figures of this architecture; None where there are none."""
    path = file()
    if not path.exists():
        return None
    try:
        committed = json.loads(path.read_text())
        for name, value in committed["instructions"].items():
            if not isinstance(value, int) or value <= 0:
                raise ThresholdError(f"{path}: instructions.{name} is {value!r}: a count is due")
        for name, counters in committed["allocations"].items():
            if not all(isinstance(value, int | float) and value >= 0 for value in counters.values()):
                raise ThresholdError(f"{path}: allocations.{name} is {counters!r}: counts are due")
    except (ValueError, KeyError, AttributeError) as error:
        raise ThresholdError(f"{path}: {type(error).__name__} {error}: make instructions ARGS=--update") from error
    return committed


def save(counted: dict) -> None:
    FOLDER.mkdir(exist_ok=True)
    file().write_text(json.dumps(counted, indent=4) + "\n")


def judge(counted: dict, committed: dict | None) -> Verdict:
    """Instructions may be above by the tolerance, allocations not at all. A figure that is not committed, or not counted any
    more, is worse: both want a decision."""
    verdict = Verdict()
    old = committed or {"instructions": {}, "allocations": {}}
    for name in {**counted["instructions"], **old["instructions"]}:
        judge_instructions(name, counted["instructions"].get(name), old["instructions"].get(name), verdict)
    for name in {**counted["allocations"], **old["allocations"]}:
        judge_allocations(name, counted["allocations"].get(name), old["allocations"].get(name), verdict)
    return verdict


def tolerance(name: str) -> float:
    return TOLERANCES.get(name, TOLERANCE)


def judge_instructions(name: str, now: int | None, was: int | None, verdict: Verdict) -> None:
    if now is None or was is None:
        verdict.worse.append(name)
        verdict.lines.append(f"{name:18} {now:9,}  new" if was is None else f"{name:18} {'gone':>9}  committed {was:9,}")
        return
    change = now / was - 1
    if change > tolerance(name):
        verdict.worse.append(name)
    elif change < -tolerance(name):
        verdict.better.append(name)
    mark = "  WORSE" if change > tolerance(name) else ""
    verdict.lines.append(f"{name:18} {now:9,}  committed {was:9,}  {change:+.2%}{mark}")


def judge_allocations(name: str, now: dict | None, was: dict | None, verdict: Verdict) -> None:
    title = f"{name} allocations"
    if now is None or was is None:
        verdict.worse.append(title)
        verdict.lines.append(f"{title:18} {written(now or was or {})}  {'new' if was is None else 'gone'}")
        return
    more = [counter for counter, value in now.items() if value > was.get(counter, 0)]
    if more:
        verdict.worse.append(title)
    elif any(value < was.get(counter, 0) for counter, value in now.items()):
        verdict.better.append(title)
    mark = f"  WORSE, committed: {written(was)}" if more else ""
    verdict.lines.append(f"{title:18} {written(now)}{mark}")


def written(counters: dict) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in counters.items())
