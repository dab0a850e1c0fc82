"""Plots as SVG, without a library: bars, ranges and lines, in panels. They follow the reader's light or dark scheme."""

import math
from dataclasses import dataclass, field
from html import escape

STYLE = """
svg { font: 12px system-ui, sans-serif; }
.ground { fill: #ffffff; }
.text { fill: #1f2328; } .quiet { fill: #59636e; } .title { font-weight: 600; font-size: 13px; }
.grid { stroke: #d1d9e0; } .other { fill: #9aa4b0; } .ours { fill: #e8590c; } .axis { stroke: #818b98; }
.line { fill: none; stroke-width: 2; } .s0 { stroke: #e8590c; fill: #e8590c; } .s1 { stroke: #59636e; fill: #59636e; }
.s2 { stroke: #1971c2; fill: #1971c2; } .s3 { stroke: #2f9e44; fill: #2f9e44; } .line { fill: none; }
@media (prefers-color-scheme: dark) {
.ground { fill: #0d1117; } .text { fill: #e6edf3; } .quiet { fill: #9198a1; } .grid { stroke: #2f353d; }
.other { fill: #5c6570; } .ours { fill: #ff922b; } .axis { stroke: #656c76; } .s0 { stroke: #ff922b; fill: #ff922b; }
.s1 { stroke: #9198a1; fill: #9198a1; } .s2 { stroke: #4dabf7; fill: #4dabf7; } .s3 { stroke: #69db7c; fill: #69db7c; }
.line { fill: none; } }
"""
PANEL_WIDTH = 440
ROW = 19
LABEL = 94
VALUE = 104
HEAD = 30
GAP = 14
# Bars more than this many times the shortest are cut off: one far away would make the others alike.
SPREAD = 8


@dataclass
class Bar:
    """`note` stands behind the value; `high`, where there is one, makes it a range from `value` to `high`."""

    label: str
    value: float
    note: str
    is_ours: bool = False
    high: float | None = None


@dataclass
class Bars:
    """One panel: bars from 0, or ranges on a logarithmic axis."""

    title: str
    bars: list[Bar]
    is_logarithmic: bool = False

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.bars) + GAP

    def draw(self) -> str:
        parts = [text(0, 15, self.title, "text title")]
        lowest = min(bar.value for bar in self.bars)
        highest = max(bar.high or bar.value for bar in self.bars)
        if not self.is_logarithmic:
            highest = min(highest, lowest * SPREAD)
        room = PANEL_WIDTH - LABEL - VALUE
        def along(value: float) -> float:
            if not self.is_logarithmic:
                return room * min(value / highest, 1)
            span = math.log(highest / lowest) or 1
            return 4 + (room - 8) * math.log(max(value, lowest) / lowest) / span
        for row, bar in enumerate(self.bars):
            y = HEAD + ROW * row
            kind = "ours" if bar.is_ours else "other"
            parts.append(text(LABEL - 8, y + 11, bar.label, "text title" if bar.is_ours else "text", "end"))
            if bar.high is None:
                end = max(1, along(bar.value))
                if bar.value > highest:
                    bar.note = f"» {bar.note}"
                parts.append(f'<rect class="{kind}" x="{LABEL}" y="{y}" width="{end:.1f}" height="14" rx="2"/>')
            else:
                begin, end = along(bar.value), along(bar.high)
                width = max(1, end - begin)
                parts.append(f'<rect class="{kind}" x="{LABEL + begin:.1f}" y="{y + 5}" width="{width:.1f}" height="4"/>')
                parts += [f'<circle class="{kind}" cx="{LABEL + at:.1f}" cy="{y + 7}" r="{radius}"/>'
                          for at, radius in ((begin, 5), (end, 3.5))]
            parts.append(text(LABEL + end + 8, y + 11, bar.note, "quiet"))
        return "\n".join(parts)


@dataclass
class Series:
    """A line through points of (x, y)."""

    name: str
    points: list[tuple[float, float]]


@dataclass
class Lines:
    """One panel: both axes logarithmic where `is_logarithmic` says so, y from 0 otherwise."""

    title: str
    x_title: str
    series: list[Series]
    is_logarithmic: bool = False
    labels: dict[float, str] = field(default_factory=dict)
    height: int = 230

    def draw(self) -> str:
        left, top, right, bottom = 46, HEAD + 18, PANEL_WIDTH - 14, self.height - 44
        points = [point for line in self.series for point in line.points]
        xs, ys = sorted({x for x, _ in points}), [y for _, y in points]
        low, high = (min(ys) / 1.5, max(ys) * 1.5) if self.is_logarithmic else (0, max(ys) * 1.15)
        def place(x: float, y: float) -> tuple[float, float]:
            across = share(math.log(x), math.log(xs[0]), math.log(xs[-1]))
            up = share(math.log(y), math.log(low), math.log(high)) if self.is_logarithmic else share(y, low, high)
            return left + 10 + (right - left - 20) * across, bottom - (bottom - top) * up
        parts = [text(0, 15, self.title, "text title")]
        for tick in decades(low, high) if self.is_logarithmic else steps(high):
            y = place(xs[0], tick)[1]
            parts.append(f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>')
            parts.append(text(left - 6, y + 4, short(tick), "quiet", "end"))
        for x in self.ticks(xs):
            parts.append(text(place(x, high)[0], bottom + 16, self.labels.get(x, short(x)), "quiet", "middle"))
        parts.append(text((left + right) / 2, bottom + 34, self.x_title, "quiet", "middle"))
        for number, line in enumerate(self.series):
            placed = [place(x, y) for x, y in line.points]
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
            parts.append(f'<polyline class="s{number % 4} line" points="{path}"/>')
            parts += [f'<circle class="s{number % 4}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in placed]
        if len(self.series) > 1:
            parts += self.legend(left)
        return "\n".join(parts)

    def ticks(self, xs: list[float]) -> list[float]:
        """Those values of x that have room for their numbers."""
        every = -(-len(xs) // 8)
        return [x for at, x in enumerate(xs) if (len(xs) - 1 - at) % every == 0]

    def legend(self, x: float) -> list[str]:
        parts = []
        for number, line in enumerate(self.series):
            parts.append(f'<circle class="s{number % 4}" cx="{x + 4:.1f}" cy="{HEAD + 4}" r="4"/>')
            parts.append(text(x + 12, HEAD + 8, line.name, "text"))
            x += 28 + 6.6 * len(line.name)
        return parts


def share(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.5


def decades(low: float, high: float) -> list[float]:
    """1, 10, 100 …; with 2 and 5 where there are few."""
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    factors = (1,) if len(exponents) > 4 else (1, 2, 5) if len(exponents) < 3 else (1, 3)
    return [factor * 10.0**exponent for exponent in exponents for factor in factors
            if low <= factor * 10.0**exponent <= high]


def steps(high: float) -> list[float]:
    """Four to eight round values from 0."""
    step = 10.0 ** math.floor(math.log10(high))
    while high / step < 4:
        step /= 2
    return [step * number for number in range(int(high / step) + 1)]


def short(value: float) -> str:
    for factor, letter in ((1e6, "M"), (1e3, "k")):
        if value >= factor:
            return f"{value / factor:g}{letter}"
    return f"{value:.3g}"


def text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def svg(title: str, panels: list[Bars | Lines], foot: str) -> str:
    """Two panels to a row; `foot` says machine, date and commit."""
    columns = 2
    parts, y = [], 44
    for begin in range(0, len(panels), columns):
        row = panels[begin:begin + columns]
        for column, panel in enumerate(row):
            x = 20 + column * (PANEL_WIDTH + 24)
            parts.append(f'<g transform="translate({x},{y})">{panel.draw()}</g>')
        y += max(panel.height for panel in row) + GAP
    width, height = 40 + columns * PANEL_WIDTH + 24, y + 20
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n'
            f"<title>{escape(title)}</title><style>{STYLE}</style>\n"
            f'<rect class="ground" width="{width}" height="{height}" rx="6"/>\n'
            f'{text(20, 27, title, "text title")}\n' + "\n".join(parts)
            + f'\n{text(20, height - 12, foot, "quiet")}\n</svg>\n')
