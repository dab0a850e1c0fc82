"""All example workers in one configuration, and a request for each of them."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from background_load import COUNTED

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / ".build/workers"
USER = '{"email":"ada@example.com","name":"Ada","age":36}'


@dataclass(frozen=True)
class Call:
    """One request that its worker answers with a status below 400."""

    worker: str
    path: str = "/page"
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: str | None = None

    @property
    def host(self) -> str:
        return f"{self.worker}.example"


def token() -> str:
    """One that jwt-gate takes, good for an hour."""
    script = ROOT / "workers/jwt-gate/token.sh"
    return subprocess.run([str(script), "ada"], capture_output=True, text=True, check=True).stdout.strip()


def calls() -> list[Call]:
    json = {"Content-Type": "application/json"}
    return [
        Call("hello"), Call("storefront"), Call("storefront", headers={"X-User": "ada"}), Call("bff", "/"),
        Call("bff", "/?profile=mobile"), Call("ab-test"), Call("ab-test", headers={"X-User": "ada"}),
        Call("api", "/users", json, "POST", USER), Call("api", "/users/42"), Call("header-rewrite"),
        Call("jwt-gate", headers={"Authorization": f"Bearer {token()}"}), Call("maintenance-page"),
        Call("redirects", "/about-us?a=1"), Call("redirects"), Call("stream-transform"),
    ]


# What each may reach, and what else it is configured with.
WORKERS = {
    "hello": "",
    "storefront": 'origins = ["demo"]',
    "bff": 'origins = ["demo"]',
    "ab-test": 'origins = ["demo"]\nenv = { QA_SECRET = "change-this" }',
    "api": 'origins = ["demo"]',
    "header-rewrite": 'origins = ["demo"]',
    "jwt-gate": 'origins = ["demo"]\nenv = { ISSUER = "https://id.example.com", AUDIENCE = "api", JWKS = \'{"keys":[]}\' }\n'
                f'secrets = {{ JWT_SECRET = {{ file = "{ROOT}/workers/jwt-gate/demo-secret.txt" }} }}',
    "maintenance-page": 'origins = ["demo"]',
    "redirects": 'origins = ["demo"]',
    "stream-transform": 'origins = ["demo"]',
}
# The name by which each worker asks for its origin.
ORIGINS = {"storefront": "shop", "bff": "api", "ab-test": "shop", "api": "users", "header-rewrite": "site",
           "jwt-gate": "api", "maintenance-page": "site", "redirects": "site", "stream-transform": "site"}


def configuration(port: int, origin_port: int, cache: Path, threads: int = 1) -> str:
    """Cleartext on `port`; the origins are a second listener of the same process."""
    text = f"""
threads = {threads}
cache = "{cache}"
log_level = "error"
limits = {{ requests_per_connection = 100000000 }}

[[listeners]]
name = "edge"
address = "127.0.0.1:{port}"
cleartext = true

[[listeners]]
name = "demo"
address = "127.0.0.1:{origin_port}"
cleartext = true

[[routes]]
match = "*/page"
listener = "demo"
respond = {{ headers = {{ Content-Type = "text/html" }}, body = '<a href="http://site.internal/cart">Cart</a>' }}

[[routes]]
match = "*/users"
listener = "demo"
respond = {{ status = 201, headers = {{ Content-Type = "application/json" }}, body = '{{"id":42,"created_at":"2026-11-21T12:00:00Z"}}' }}

[[routes]]
match = "*/users/42"
listener = "demo"
respond = {{ headers = {{ Content-Type = "application/json" }}, body = '{{"id":42,"name":"Ada"}}' }}

[[routes]]
match = "*/*"
listener = "demo"
files = "{ROOT}/workers/demo"
"""
    for origin in sorted(set(ORIGINS.values())):
        text += f'\n[origins.{origin}]\nurl = "http://127.0.0.1:{origin_port}"\n'
    for name, settings in WORKERS.items():
        settings = settings.replace('"demo"', f'"{ORIGINS.get(name)}"')
        text += f"""
[workers.{name}]
path = "{MODULES}/{name}.wasm"
{settings}

[[routes]]
match = "{name}.example/*"
listener = "edge"
worker = "{name}"
"""
    return text


def lua(requests: list[Call]) -> str:
    """A wrk script that sends them in turn."""
    lines = ["local requests = {}", "function init()"]
    for call in requests:
        headers = ", ".join(f"[{name!r}] = {value!r}" for name, value in {"Host": call.host, **call.headers}.items())
        body = "nil" if call.body is None else f"{call.body!r}"
        lines.append(f"  table.insert(requests, wrk.format({call.method!r}, {call.path!r}, {{ {headers} }}, {body}))")
    return "\n".join(lines) + """
end
local next = 0
function request()
  next = next % #requests + 1
  return requests[next]
end
""" + COUNTED
