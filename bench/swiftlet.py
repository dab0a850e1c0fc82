"""swiftlet as a peer: its configuration, and the process."""

import os
from pathlib import Path

from process import Server, free_port

PEER_CPU = 0


def common(port: int, origin_port: int, certificate: Path, key: Path, workers: Path, cache: Path, settings: str = "") -> str:
    """S0 to S3 on one loop; connections are never recycled for their age. `settings` goes on with the table of limits."""
    return f"""
threads = 1
cache = "{cache}"

[limits]
requests_per_connection = 100000000
{settings}
[[listeners]]
address = "127.0.0.1:{port}"
certificates = [{{ certificate = "{certificate}", key = "{key}" }}]

[origins.shop]
url = "http://127.0.0.1:{origin_port}"

[workers.hello]
path = "{workers}/hello.wasm"

[workers.storefront]
path = "{workers}/storefront.wasm"
origins = ["shop"]

[[routes]]
match = "*/fixed"
respond = {{ status = 200, body = "hello, world\\n" }}

[[routes]]
match = "*/hello"
worker = "hello"

[[routes]]
match = "*/tiny"
origin = "shop"

[[routes]]
match = "*/page"
worker = "storefront"
"""


def configuration(port: int, origin_port: int, certificate: Path, key: Path, workers: Path, cache: Path) -> str:
    """The same routes as nginx's."""
    return common(port, origin_port, certificate, key, workers, cache) + f"""
[origins.api]
url = "http://127.0.0.1:{origin_port}"

[workers.bff]
path = "{workers}/bff.wasm"
origins = ["api"]

[[routes]]
match = "*/bff"
worker = "bff"

[[routes]]
match = "*/mebibyte"
origin = "shop"
"""


def peer(binary: Path, folder: Path, origin_port: int, certificate: Path, key: Path, environment=None) -> Server:
    """`environment` is added to ours."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    workers = Path(__file__).parent.parent / ".build/workers"
    file = folder / "swiftlet.toml"
    file.write_text(configuration(port, origin_port, certificate, key, workers, folder / "cache"))
    command = [str(binary), "serve", "--config", str(file)]
    return Server(
        "swiftlet", command, port, PEER_CPU, folder / "output.log", {**os.environ, **(environment or {})})
