"""docs/performance.md: the tables between its markers, and the plots and JSON beside it."""

import json
import re
from pathlib import Path
from statistics import median

import plot
import report
from catalogue import PEERS
from process import StartError

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "performance.md"
PLOTS = DOCS / "performance"


def replace(section: str, text: str) -> None:
    """What stands between a section's markers; a StartError says where a marker is missing."""
    markers = re.compile(rf"(<!-- {section}: written by [^\n]*-->\n).*?(<!-- {section}: end -->)", re.DOTALL)
    page, count = markers.subn(lambda match: match[1] + text.rstrip() + "\n" + match[2], PAGE.read_text())
    if count != 1:
        raise StartError(f"{PAGE} has no pair of lines '<!-- {section}: … -->' and '<!-- {section}: end -->'")
    PAGE.write_text(page)


def save(name: str, text: str) -> None:
    PLOTS.mkdir(exist_ok=True)
    (PLOTS / name).write_text(text)


def provenance(document: dict) -> str:
    machine = document["machine"]
    return (f"{machine['cpus']} × {machine['cpu']}, Linux {machine['kernel']}, {document['date']}, "
            f"commit {machine['commit']}")


def disturbed(document: dict) -> str:
    """Whether the machine was quiet, in a sentence."""
    seen = document["disturbance"]
    return (f"The machine's load before it was {seen['load_before']:g}, "
            f"{seen['steal_percent']:g} % of its time was stolen.")


def write_peers(document: dict) -> None:
    titles = {peer.name: peer.title for peer in PEERS}
    versions = ", ".join(f"{titles[name]} {version}" for name, version in document["versions"].items())
    length = "a quick look" if document["quick"] else "the whole measurement"
    at = report.main_connections(document)
    parts = [
        f"{provenance(document)}. This was {length}: {document['rounds']} rounds, {document['seconds']} s each. "
        f"{disturbed(document)} {versions}.",
        report.goals_table(document),
        "![CPU per request of S0 to S6, by peer](performance/peers-cpu.svg)\n\n"
        "![Latency of one connection, by peer](performance/peers-latency.svg)",
    ]
    for name, scenario in document["scenarios"].items():
        parts.append(f"### {name}: {scenario['title']}\n\n{report.scenario_table(document, scenario)}")
    parts.append(f"### Start-up and memory\n\n{report.start_table(document)}\n\n"
                 "![Start-up and memory, by peer](performance/peers-start.svg)")
    save("peers.json", json.dumps(document, indent=1) + "\n")
    save("peers-cpu.svg", cpu_plot(document, at))
    save("peers-latency.svg", latency_plot(document))
    save("peers-start.svg", start_plot(document))
    replace("peers", "\n\n".join(parts))


def cpu_plot(document: dict, at: str) -> str:
    panels = []
    for name, scenario in document["scenarios"].items():
        bars = []
        for peer, by in sorted(scenario["peers"].items(), key=lambda item: item[1][at]["cpu_us"]):
            shares = report.ratios(scenario, peer, at)
            ratio = f" · {median(shares):.2f} ×" if shares else ""
            cost = by[at]["cpu_us"]
            bars.append(plot.Bar(peer, cost, f"{cost:.1f}{ratio}", peer == report.OURS))
        against = report.reference(scenario, at)
        panels.append(plot.Bars(f"{name}: {scenario['title']} (× {against})", bars))
    return plot.svg(f"CPU per request, µs, {at} connections: less is better", panels, provenance(document))


def latency_plot(document: dict) -> str:
    panels = []
    least = str(min(document["connections"]))
    for name, scenario in document["scenarios"].items():
        bars = []
        for peer, by in sorted(scenario["peers"].items(), key=lambda item: item[1][least]["p50_us"]):
            low, high = (max(1, by[least][figure]) for figure in ("p50_us", "p99_us"))
            bars.append(plot.Bar(peer, low, f"{low / 1000:.2f} – {high / 1000:.2f}", peer == report.OURS, high))
        panels.append(plot.Bars(f"{name}: {scenario['title']}", bars, is_logarithmic=True))
    return plot.svg(f"Latency p50 – p99, ms, {least} connection, closed loop (logarithmic)", panels, provenance(document))


def start_plot(document: dict) -> str:
    starts = sorted(document["start_up"].items(), key=lambda item: item[1]["median_ms"])
    times = [plot.Bar(name.replace(", nothing cached", " cold"), start["median_ms"], f"{start['median_ms']:g}",
                      name.startswith(report.OURS)) for name, start in starts]
    memory = [plot.Bar(name, start["memory_mb"]["pss"], f"{start['memory_mb']['pss']:g}", name == report.OURS)
              for name, start in sorted(starts, key=lambda item: item[1]["memory_mb"]["pss"]) if "," not in name]
    panels = [plot.Bars("exec to the first answer over HTTPS, ms", times), plot.Bars("memory at rest (PSS), MB", memory)]
    return plot.svg("Start-up and memory", panels, provenance(document))
