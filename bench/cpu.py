"""CPU time of a process tree, and memory of a process, from /proc."""

import os
import sys
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def process_tree(root: int) -> list[int]:
    """The process and its descendants, as they are now."""
    tree = [root]
    for process in tree:
        for thread in Path(f"/proc/{process}/task").iterdir():
            try:
                tree += [int(child) for child in (thread / "children").read_text().split()]
            except (FileNotFoundError, ProcessLookupError):
                pass  # it has just ended
    return tree


def cpu_seconds(root: int) -> float:
    """utime + stime of the whole tree; threads that have ended count too."""
    ticks = 0
    for process in process_tree(root):
        # The second field, the name, may hold blanks and parentheses: count from its last parenthesis.
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS_PER_SECOND


def run_seconds(root: int) -> float:
    """The same of the threads that live, to the nanosecond: for windows of a second. Ticks where there is no schedstat."""
    if not Path("/proc/self/schedstat").exists():
        return cpu_seconds(root)
    total = 0
    for process in process_tree(root):
        for thread in Path(f"/proc/{process}/task").iterdir():
            try:
                total += int((thread / "schedstat").read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                pass  # it has just ended
    return total / 1e9


class Disturbance:
    """What the machine did meanwhile that was not ours, in percent of the time of all its CPUs."""

    # Beyond, a figure says as much of the others as of what was measured.
    OTHERS_MAX = 5
    STEAL_MAX = 2

    def __init__(self):
        self.begin = self.look()

    @staticmethod
    def look() -> tuple[float, float, float, float]:
        """Seconds since the boot, of all CPUs: in all, busy, kept by the hypervisor; and ours, children included."""
        fields = [int(field) / TICKS_PER_SECOND for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        idle, steal = fields[3] + fields[4], fields[7]
        ended = os.times()
        ours = cpu_seconds(os.getpid()) + ended.children_user + ended.children_system
        return sum(fields), sum(fields) - idle - steal, steal, ours

    def as_json(self) -> dict[str, float]:
        """Since it was made. A line on standard error where it was too much."""
        total, busy, steal, ours = (now - then for now, then in zip(self.look(), self.begin))
        seen = {"others_percent": round(100 * max(0, busy - ours) / total, 1),
                "steal_percent": round(100 * steal / total, 1)}
        if seen["others_percent"] > self.OTHERS_MAX or seen["steal_percent"] > self.STEAL_MAX:
            print(f"bench: disturbed: other programs took {seen['others_percent']:g} % of the CPUs' time, the hypervisor "
                  f"{seen['steal_percent']:g} %", file=sys.stderr, flush=True)
        return seen


def resident_megabytes(root: int) -> dict[str, float]:
    """RSS and PSS of the whole tree, in MB of 10^6 bytes."""
    totals = {"Rss": 0, "Pss": 0}
    for process in process_tree(root):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in totals:
                totals[name] += int(rest.split()[0]) * 1024
    return {"rss": totals["Rss"] / 1e6, "pss": totals["Pss"] / 1e6}


def pinned_to(cpu: int):
    """For `preexec_fn`: the child, and what it starts, runs on that CPU only."""
    return lambda: os.sched_setaffinity(0, {cpu})
