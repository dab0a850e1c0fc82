"""What a process holds, at points of its work: resident memory and file descriptors."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

LOOKS = 9


@dataclass
class Usage:
    """Resident bytes and open descriptors of a process, at points of its work."""

    pid: int
    at: list[int] = field(default_factory=list)
    resident: list[int] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)

    def take(self, done: int) -> None:
        """The median of a few looks: what is in flight comes and goes."""
        pages = []
        for _ in range(LOOKS):
            pages.append(int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]))
            time.sleep(0.02)
        self.at.append(done)
        self.resident.append(int(median(pages)) * os.sysconf("SC_PAGE_SIZE"))
        self.descriptors.append(len(os.listdir(f"/proc/{self.pid}/fd")))

    @property
    def drift(self) -> float:
        """How far the figures since the first are from it, at most, in parts of it."""
        return max(abs(value / self.resident[0] - 1) for value in self.resident)

    def row(self, name: str) -> list[str]:
        megabytes = [value / 1e6 for value in self.resident]
        return [name, f"{self.at[-1]:,}", f"{megabytes[0]:.1f}", f"{megabytes[-1]:.1f}",
                f"{min(megabytes):.1f}-{max(megabytes):.1f}", f"{self.drift:.1%}",
                f"{min(self.descriptors)}-{max(self.descriptors)}"]
