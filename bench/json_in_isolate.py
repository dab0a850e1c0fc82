#!/usr/bin/env python3
"""How fast a worker reads and writes JSON: the SDK's reader, tree and typed decoding, timed within the isolate.

    python3 bench/json_in_isolate.py                          # workers/demo/api/orders.json, 8,200 bytes
    python3 bench/json_in_isolate.py --document FILE --runs 20

Each run is a fresh isolate that does each task 120 times. The best round of all runs is the time that the code takes; the
median of the rounds tells how busy the machine was.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BINARY = ROOT / ".build/release/swiftlet"
# What a task has to reach on the orders: megabytes per second, or microseconds.
TASKS = {
    "check": ("step over all of it", None, None),
    "pick": ("pick id and total of each order", 400, None),
    "values": ("into values (JSON)", None, 40),
    "decode": ("into [Order], by @JSONCodable", None, None),
    "encode": ("from [Order], by @JSONCodable", None, None),
}


def invoke(binary: Path, document: Path) -> dict:
    command = [binary, "invoke", ROOT / "bench/json", "--data", f"@{document}", "--json"]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"json_in_isolate: {' '.join(map(str, command))}\n{result.stdout}{result.stderr}")
    answer = json.loads(result.stdout)
    response = answer["response"]
    if response["status"] != 200:
        raise SystemExit(f"json_in_isolate: the worker answered {response['status']}: {response['body']}")
    return json.loads(response["body"])


def verdict(megabytes: float, microseconds: float, least: int | None, most: int | None) -> str:
    if least is not None:
        return f"{'meets' if megabytes >= least else 'MISSES'} >= {least} MB/s"
    if most is not None:
        return f"{'meets' if microseconds <= most else 'MISSES'} <= {most} us"
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--document", type=Path, default=ROOT / "workers/demo/api/orders.json")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--binary", type=Path, default=BINARY)
    options = parser.parse_args()
    runs = [invoke(options.binary, options.document) for _ in range(max(options.runs, 1))]
    size, orders = runs[0]["bytes"], runs[0]["orders"]
    print(f"{options.document.name}: {size} bytes, {orders} orders; {len(runs)} isolates")
    for task, (name, least, most) in TASKS.items():
        best = min(run[task]["best"] for run in runs)
        median = statistics.median(run[task]["median"] for run in runs)
        megabytes = size / best * 1000
        print(f"  {name:32} {best / 1000:7.1f} us  {megabytes:6.0f} MB/s   median {median / 1000:7.1f} us   "
              f"{verdict(megabytes, best / 1000, least, most)}".rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
