"""The origin behind all peers: an nginx."""

import re
import shutil
import subprocess
from pathlib import Path

from process import Server, StartError, free_port
from scenarios import HELLO, MEBIBYTE

ORIGIN_CPU = 1
DEMO = Path(__file__).parent.parent / "workers/demo"


def origin_configuration(port: int) -> str:
    """Cleartext; small answers from memory, files from the folder. Connections are never recycled for their age: no
    figure shall hold handshakes but S6's."""
    return f"""
worker_processes 1;
error_log error.log error;
pid nginx.pid;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_timeout 75s;
    keepalive_requests 100000000;
    client_max_body_size 0;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    sendfile on;
    tcp_nopush on;
    default_type text/plain;
    open_file_cache max=100;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        root files;
        location = /tiny {{ return 200 "{HELLO.decode().strip()}\\n"; }}
        location = /page {{
            add_header X-Internal-Trace 4bf92f3577b34da6a3ce929d0e0e4736;
            add_header X-Internal-Host shop-7;
            return 200 "{HELLO.decode().strip()}\\n";
        }}
        location /api/ {{ default_type application/json; }}
    }}
}}
"""


def write_origin_files(folder: Path) -> None:
    """The 1 MiB body of S5, and the three JSON documents of S4: the demo's (880 B, 8.2 kB, 4.2 kB)."""
    shutil.copytree(DEMO, folder)
    (folder / "mebibyte").write_bytes(bytes(range(256)) * (MEBIBYTE // 256))


def modules_folder() -> Path:
    """Where this nginx keeps its modules."""
    try:
        version = subprocess.run(["nginx", "-V"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError) as error:
        raise StartError(f"nginx does not run ({error}): make setup") from error
    found = re.search(r"--modules-path=(\S+)", version)
    return Path(found.group(1) if found else "/usr/lib/nginx/modules")


def origin(folder: Path) -> Server:
    """In the foreground, as our child; the folder is its own."""
    port = free_port()
    folder.mkdir()
    folder.chmod(0o755)  # as root the worker is another user
    write_origin_files(folder / "files")
    (folder / "nginx.conf").write_text(origin_configuration(port))
    command = ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "error.log", "-g", "daemon off;"]
    return Server("origin", command, port, ORIGIN_CPU, folder / "output.log")
