"""The work: what each scenario asks for, and which answer is right. S0-S6 are the same work for both peers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from load import Answer

HELLO = b"hello, world\n"
MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Scenario:
    """`target` is the highest accepted ratio of swiftlet's CPU per request to nginx's in the same run."""

    name: str
    title: str
    path: str
    check: Callable[[Answer], str | None]
    headers: dict[str, str] = field(default_factory=dict)
    has_peer: bool = True
    target: float | None = None


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
    leaked = [name for name, _ in answer.headers if name.lower().startswith("x-internal-") or name.lower() == "server"]
    if leaked:
        return f"{', '.join(leaked)} should have been removed"
    return None if answer.values("X-Served-By") else "X-Served-By is missing"


def wrong_bff(answer: Answer) -> str | None:
    """One object out of three answers: the user's id and name, five orders, the recommendations' titles."""
    if answer.status != 200:
        return f"{answer.status} {answer.body[:60]!r}"
    page = json.loads(answer.body)
    if set(page["user"]) == {"id", "name"} and len(page["orders"]) == 5 and page["recommendations"]:
        return None
    return f"{answer.body[:200]!r}"


def bucket(user: str) -> str:
    """The A/B rule of S3."""
    hashed = 5381
    for byte in user.encode():
        hashed = (hashed * 33 + byte) % (1 << 24)
    return "A" if hashed % 100 < 50 else "B"


USER = {"X-User": "ada"}

SCENARIOS = [
    Scenario("S0", "fixed response | nginx return", "/fixed", wrong_hello, target=0.9),
    Scenario("S1", "hello worker, fresh isolate | nginx return", "/hello", wrong_hello, target=1.2),
    Scenario("S2", "plain proxy", "/tiny", wrong_hello, target=0.9),
    Scenario("S3", "storefront worker + proxy | LuaJIT", "/page", wrong_storefront, USER, target=0.8),
    Scenario("S4", "bff worker: three fetches, merged", "/bff", wrong_bff, has_peer=False),
    Scenario("S5", "proxy of 1 MiB", "/mebibyte", wrong_mebibyte, target=0.8),
    Scenario("S6", "new TLS connection per request", "/fixed", wrong_hello, {"Connection": "close"}, target=1.0),
]


def select(names: str | None) -> list[Scenario]:
    """`S0,S2` → those scenarios, in the table's order; None → all. A ValueError names what is unknown."""
    if names is None:
        return SCENARIOS
    wanted = [name.strip().upper() for name in names.split(",")]
    known = {scenario.name for scenario in SCENARIOS}
    if unknown := [name for name in wanted if name not in known]:
        raise ValueError(f"unknown scenario {', '.join(unknown)}: choose from {', '.join(sorted(known))}")
    return [scenario for scenario in SCENARIOS if scenario.name in wanted]
