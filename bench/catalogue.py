"""The peers: what each can do, what it needs, and how it is started. Their configurations lie in peers/."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nginx
import swiftlet
from process import Server, StartError, free_port

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = Path(__file__).with_name("peers")
FETCHED = ROOT / ".deps/peers"
PEER_CPU = 0
OURS = "swiftlet"


@dataclass(frozen=True)
class Peer:
    """`command` and the files, the first of which is the configuration, may name values as @PORT@. `missing` looks for
    what it needs, and says what to install."""

    name: str
    title: str
    scenarios: str
    files: tuple[str, ...]
    command: tuple[str, ...]
    version: tuple[str, ...]
    missing: Callable[[], str | None]

    def takes(self, scenario: str) -> bool:
        return scenario in self.scenarios.split()


def needs_module(module: str | None, package: str) -> Callable[[], str | None]:
    """nginx, with a module."""
    def look() -> str | None:
        if shutil.which("nginx") is None:
            return "nginx-light (make setup)"
        found = module is None or (nginx.modules_folder() / module).exists()
        return None if found else f"{package} (scripts/setup.sh peers)"
    return look


def needs_lua() -> str | None:
    if wanting := needs_module("ngx_http_lua_module.so", "libnginx-mod-http-lua")():
        return wanting
    found = any(Path("/usr").glob("lib/*/lua/5.1/cjson.so"))
    return None if found else "lua-cjson (scripts/setup.sh peers)"


def needs_fetched(name: str) -> Callable[[], str | None]:
    return lambda: None if program(name) else f"{name} (scripts/setup.sh peers)"


def program(name: str) -> str | None:
    """What setup fetched, else what is on the PATH."""
    fetched = FETCHED / name
    return str(fetched) if fetched.exists() else shutil.which(name)


NGINX = ("nginx", "-p", "@FOLDER@", "-c", "@FILE@", "-e", "error.log", "-g", "daemon off;")
PEERS = [
    Peer("nginx", "nginx", "S0 S1 S2 S5 S6", ("nginx.conf",), NGINX, ("nginx", "-v"),
         needs_module(None, "nginx-light")),
    Peer("nginx-lua", "nginx + LuaJIT", "S1 S3 S4", ("nginx-lua.conf",), NGINX, ("nginx", "-v"), needs_lua),
    Peer("nginx-njs", "nginx + njs", "S1 S3 S4", ("nginx-njs.conf", "edge-njs.js"), NGINX, ("nginx", "-v"),
         needs_module("ngx_http_js_module.so", "libnginx-mod-http-js")),
    Peer("haproxy", "haproxy + Lua", "S0 S1 S2 S3 S5 S6", ("haproxy.cfg", "edge-haproxy.lua"),
         ("haproxy", "-db", "-f", "@FILE@"), ("haproxy", "-v"), needs_fetched("haproxy")),
    Peer("envoy", "Envoy + Lua", "S0 S1 S2 S3 S5 S6", ("envoy.yaml",),
         ("envoy", "-c", "@FILE@", "--concurrency", "1", "--disable-hot-restart", "--log-level", "error"),
         ("envoy", "--version"), needs_fetched("envoy")),
    Peer("caddy", "Caddy", "S0 S2 S5 S6", ("Caddyfile",), ("caddy", "run", "--config", "@FILE@"),
         ("caddy", "version"), needs_fetched("caddy")),
    Peer("deno", "Deno", "S1 S2 S3 S4 S5 S6", ("deno.js", "edge.js"),
         ("deno", "run", "--no-prompt", "--allow-net", "--allow-read", "@FILE@"), ("deno", "--version"),
         needs_fetched("deno")),
    Peer("bun", "Bun", "S0 S1 S2 S3 S4 S5 S6", ("bun.js", "edge.js"), ("bun", "run", "@FILE@"), ("bun", "--version"),
         needs_fetched("bun")),
]
NAMES = [peer.name for peer in PEERS]


def select(names: str) -> list[Peer]:
    """`nginx,bun` → those, `all` → all. A ValueError names what is unknown."""
    if names == "all":
        return PEERS
    wanted = [name.strip().lower() for name in names.split(",")]
    if unknown := [name for name in wanted if name not in NAMES]:
        raise ValueError(f"unknown peer {', '.join(unknown)}: choose from {', '.join(NAMES)}, or all")
    return [peer for peer in PEERS if peer.name in wanted]


def present(peers: list[Peer]) -> list[Peer]:
    """Those that this machine has; a line for each of the others."""
    found = []
    for peer in peers:
        if wanting := peer.missing():
            print(f"bench: {peer.title} is skipped: it needs {wanting}", flush=True)
        else:
            found.append(peer)
    return found


@dataclass(frozen=True)
class Site:
    """What all peers of a run share: the origin's port, and one certificate."""

    folder: Path
    origin_port: int
    certificate: Path
    key: Path
    binary: Path

    def server(self, name: str) -> Server:
        """The peer of that name, swiftlet included, in a folder of its own; not yet started."""
        if name == OURS:
            return swiftlet.peer(self.binary, self.folder / name, self.origin_port, self.certificate, self.key)
        peer = next(peer for peer in PEERS if peer.name == name)
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)  # as root nginx's worker is another user
        pair = folder / "pair.pem"
        pair.write_text(self.certificate.read_text() + self.key.read_text())
        port = free_port()
        values = {"PORT": str(port), "ORIGIN": str(self.origin_port), "CERTIFICATE": str(self.certificate),
                  "KEY": str(self.key), "PAIR": str(pair), "FOLDER": str(folder), "FILE": str(folder / peer.files[0])}
        if peer.command is NGINX:
            values["MODULES"] = str(nginx.modules_folder())
        for file in peer.files:
            (folder / file).write_text(fill((TEMPLATES / file).read_text(), values))
        command = [fill(word, values) for word in peer.command]
        command[0] = program(command[0]) or command[0]
        # Whatever it keeps beside its work, it keeps there.
        environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "DENO_DIR": str(folder / "cache"),
                       "DENO_NO_UPDATE_CHECK": "1", "DO_NOT_TRACK": "1"}
        return Server(name, command, port, PEER_CPU, folder / "output.log", environment)


def fill(text: str, values: dict[str, str]) -> str:
    """Each @NAME@ replaced by its value; a StartError names one that has none."""
    def value(match: re.Match) -> str:
        if match[1] not in values:
            raise StartError(f"a template wants @{match[1]}@, which has no value")
        return values[match[1]]
    return re.sub("@([A-Z]+)@", value, text)


def version(peer: Peer) -> str:
    """The first line that names a version."""
    command = [program(peer.version[0]) or peer.version[0], *peer.version[1:]]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    numbers = re.search(r"\d+\.\d+\.\d+", run.stdout + run.stderr)
    return numbers[0] if numbers else "of unknown version"
