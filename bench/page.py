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


def provenance(source: dict) -> str:
    machine = source["machine"]
    return (f"{machine['cpus']} × {machine['cpu']}, Linux {machine['kernel']}, {source['date']}, "
            f"commit {machine['commit']}")


def provenances(sources: dict[str, dict]) -> list[str]:
    """Machine, date, commit and how quiet it was, with the names of what was measured there where not all was."""
    found: dict[str, list[str]] = {}
    for name, source in sources.items():
        found.setdefault(provenance(source), []).append(name)
    texts = [text if len(found) == 1 else f"{', '.join(names)}: {text}" for text, names in found.items()]
    others, steal = (max(source["disturbance"][name] for source in sources.values())
                     for name in ("others_percent", "steal_percent"))
    return texts + [f"Other programs took {others:g} % of the CPUs' time meanwhile, the hypervisor {steal:g} %"]


def kept(name: str) -> dict:
    """What was written before."""
    file = PLOTS / name
    return json.loads(file.read_text()) if file.exists() else {}


def write_peers(measured: dict) -> None:
    """What was measured replaces what stood there of the same scenarios; the rest stays."""
    before = kept("peers.json")
    document = {**before, **measured, "scenarios": {**before.get("scenarios", {}), **measured["scenarios"]}}
    document["scenarios"] = dict(sorted(document["scenarios"].items()))
    sources = {name: scenario["source"] for name, scenario in document["scenarios"].items()}
    if "start" in document:
        sources["start-up"] = document["start"]["source"]
    foot = "; ".join(dict.fromkeys(provenance(source) for source in sources.values()))
    parts = ["`make bench-peers`. " + ". ".join(provenances(sources)) + f".\n\n{effort(sources)} {versions(sources)}.",
             report.goals_table(document)]
    if document["scenarios"]:
        save("peers-cpu.svg", cpu_plot(document, foot))
        save("peers-latency.svg", latency_plot(document, foot))
        parts.append("![CPU per request of S0 to S6, by peer](performance/peers-cpu.svg)\n\n"
                     "![Latency of one connection, by peer](performance/peers-latency.svg)")
    for name, scenario in document["scenarios"].items():
        parts.append(f"### {name}: {scenario['title']}\n\n{report.scenario_table(scenario)}")
    if "start" in document:
        save("peers-start.svg", start_plot(document["start"], foot))
        parts.append(f"### Start-up and memory\n\n{report.start_table(document)}\n\n"
                     "![Start-up and memory, by peer](performance/peers-start.svg)")
    save("peers.json", json.dumps(document, indent=1) + "\n")
    replace("peers", "\n\n".join(parts))


def effort(sources: dict[str, dict]) -> str:
    """How much was measured: a quick look should not be taken for more."""
    kinds = {(source["quick"], source["rounds"], source["seconds"]) for source in sources.values()}
    return " ".join(f"{'A quick look' if quick else 'Measured'}: {rounds} rounds, {seconds} s each."
                    for quick, rounds, seconds in sorted(kinds))


def versions(sources: dict[str, dict]) -> str:
    titles = {peer.name: peer.title for peer in PEERS}
    found = {titles[name]: version for source in sources.values() for name, version in source["versions"].items()}
    return ", ".join(f"{title} {version}" for title, version in found.items())


def cpu_plot(document: dict, foot: str) -> str:
    panels = []
    for name, scenario in document["scenarios"].items():
        at = report.main_connections(scenario)
        bars = []
        for peer, by in sorted(scenario["peers"].items(), key=lambda item: item[1][at]["cpu_us"]):
            shares = report.ratios(scenario, peer, at)
            ratio = f" · {median(shares):.2f} ×" if shares else ""
            cost = by[at]["cpu_us"]
            bars.append(plot.Bar(peer, cost, f"{cost:.1f}{ratio}", peer == report.OURS))
        panels.append(plot.Bars(f"{name}: {scenario['title']} (× {report.reference(scenario, at)})", bars))
    return plot.svg("CPU per request, µs: less is better", panels, foot)


def latency_plot(document: dict, foot: str) -> str:
    panels = []
    for name, scenario in document["scenarios"].items():
        least = report.connections(scenario)[0]
        bars = []
        for peer, by in sorted(scenario["peers"].items(), key=lambda item: item[1][least]["p50_us"]):
            low, high = (max(1, by[least][figure]) for figure in ("p50_us", "p99_us"))
            bars.append(plot.Bar(peer, low, f"{low / 1000:.2f} – {high / 1000:.2f}", peer == report.OURS, high))
        panels.append(plot.Bars(f"{name}: {scenario['title']}, c{least}", bars, is_logarithmic=True))
    return plot.svg("Latency p50 – p99, ms, closed loop (logarithmic)", panels, foot)


def start_plot(start: dict, foot: str) -> str:
    starts = sorted(start["start_up"].items(), key=lambda item: item[1]["median_ms"])
    times = [plot.Bar(name.replace(", nothing cached", " cold"), figures["median_ms"], f"{figures['median_ms']:g}",
                      name.startswith(report.OURS)) for name, figures in starts]
    memory = [plot.Bar(name, figures["memory_mb"]["pss"], f"{figures['memory_mb']['pss']:g}", name == report.OURS)
              for name, figures in sorted(starts, key=lambda item: item[1]["memory_mb"]["pss"]) if "," not in name]
    panels = [plot.Bars("exec to the first answer over HTTPS, ms", times), plot.Bars("memory at rest (PSS), MB", memory)]
    return plot.svg("Start-up and memory", panels, foot)
