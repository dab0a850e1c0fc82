"""The work: what each scenario asks for, and which answer is right. S0-S6 are the same work for all peers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from load import Answer

HELLO = b"hello, world\n"
MEBIBYTE = 1 << 20
DEMO = Path(__file__).parent.parent / "workers/demo"
BEST = "best"


@dataclass(frozen=True)
class Scenario:
    """`target` is the highest ratio of swiftlet's CPU per request to that of `reference` in the same round that we are
    content with. `reference` is a peer, or the one that takes least."""

    name: str
    title: str
    path: str
    check: Callable[[Answer], str | None]
    reference: str
    target: float
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def harmless_errors(self) -> set[str]:
        """wrk calls it an error when a peer closes without saying so in its answer, as Bun does; the answer was whole."""
        return {"read"} if self.headers.get("Connection") == "close" else set()


def wrong_hello(answer: Answer) -> str | None:
    return None if answer.status == 200 and answer.body == HELLO else f"{answer.status} {answer.body[:60]!r}"


def wrong_mebibyte(answer: Answer) -> str | None:
    if answer.status == 200 and len(answer.body) == MEBIBYTE:
        return None
    return f"{answer.status} with {len(answer.body)} bytes"


def wrong_storefront(answer: Answer) -> str | None:
    """The A/B cookie is set, the origin's private headers and its name are gone, our mark is there."""
    if hello := wrong_hello(answer):
        return hello
    cookies = answer.values("Set-Cookie")
    if len(cookies) != 1 or cookies[0].partition(";")[0] != "ab=" + bucket("ada"):
        return f"Set-Cookie is {cookies}, ab={bucket('ada')} was due"
    # The origin's Server has a version.
    leaked = [name for name, value in answer.headers
              if name.lower().startswith("x-internal-") or name.lower() == "server" and "/" in value]
    if leaked:
        return f"{', '.join(leaked)} should have been removed"
    return None if answer.values("X-Served-By") else "X-Served-By is missing"


def wrong_bff(answer: Answer) -> str | None:
    """One object out of three answers: the user's id and name, five orders, the recommendations' titles."""
    if answer.status != 200:
        return f"{answer.status} {answer.body[:60]!r}"
    user, orders, recommendations = (
        json.loads((DEMO / f"api/{name}.json").read_text()) for name in ("user", "orders", "recommendations"))
    right = {"user": {"id": user["id"], "name": user["name"]},
             "orders": [{"id": order["id"], "total": order["total"]} for order in orders[:5]],
             "recommendations": [entry["title"] for entry in recommendations]}
    return None if json.loads(answer.body) == right else f"{answer.body[:200]!r}"


def bucket(user: str) -> str:
    """The A/B rule of S3."""
    hashed = 5381
    for byte in user.encode():
        hashed = (hashed * 33 + byte) % (1 << 24)
    return "A" if hashed % 100 < 50 else "B"


USER = {"X-User": "ada"}

SCENARIOS = [
    Scenario("S0", "a fixed response", "/fixed", wrong_hello, "nginx", 0.8),
    Scenario("S1", "hello from the scripting layer", "/hello", wrong_hello, "nginx", 1.0),
    Scenario("S2", "plain proxy", "/tiny", wrong_hello, "nginx", 0.75),
    Scenario("S3", "edge logic (A/B, headers) and proxy", "/page", wrong_storefront, "nginx-lua", 0.6, USER),
    Scenario("S4", "three JSON documents, merged", "/bff", wrong_bff, BEST, 0.55),
    Scenario("S5", "proxy of 1 MiB", "/mebibyte", wrong_mebibyte, "nginx", 0.6),
    Scenario("S6", "a new TLS connection per request", "/fixed", wrong_hello, "nginx", 0.9, {"Connection": "close"}),
]


# Not a scenario, but to be had with --only as they are.
START = "START"


def select(names: str | None) -> list[Scenario]:
    """`S0,S2` → those scenarios, in the table's order; None → all. A ValueError names what is unknown."""
    if names is None:
        return SCENARIOS
    wanted = split(names)
    known = [scenario.name for scenario in SCENARIOS] + [START]
    if unknown := [name for name in wanted if name not in known]:
        raise ValueError(f"unknown scenario {', '.join(unknown)}: choose from {', '.join(known)}")
    return [scenario for scenario in SCENARIOS if scenario.name in wanted]


def split(names: str) -> list[str]:
    return [name.strip().upper() for name in names.split(",")]
