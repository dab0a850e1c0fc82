"""nginx, twice: the peer that is measured, and the origin behind both peers."""

import re
import shutil
import subprocess
from pathlib import Path

from process import Server, StartError, free_port
from scenarios import HELLO, MEBIBYTE

PEER_CPU = 0
ORIGIN_CPU = 1
DEMO = Path(__file__).parent.parent / "workers/demo"

# S3 as PEERS defines it: sticky A/B from the cookie, else from a hash of X-User, else random.
STOREFRONT_REQUEST = """
            local bucket = ngx.var.cookie_ab
            if bucket ~= "A" and bucket ~= "B" then
                local user = ngx.var.http_x_user
                if user then
                    local hashed = 5381
                    for i = 1, #user do hashed = (hashed * 33 + string.byte(user, i)) % 16777216 end
                    bucket = hashed % 100 < 50 and "A" or "B"
                else
                    bucket = math.random(2) == 1 and "A" or "B"
                end
                ngx.ctx.new_bucket = bucket
            end
            ngx.req.set_header("X-Experiment-Bucket", bucket)"""

STOREFRONT_RESPONSE = """
            for name in pairs(ngx.resp.get_headers(0)) do
                if string.sub(name, 1, 11) == "x-internal-" then ngx.header[name] = nil end
            end
            ngx.header["Server"] = nil
            ngx.header["X-Served-By"] = "nginx"
            if ngx.ctx.new_bucket then
                ngx.header["Set-Cookie"] = "ab=" .. ngx.ctx.new_bucket .. "; Path=/"
            end"""

# What is the same for the peer and the origin. Connections are never recycled for their age: neither side's figure
# shall hold handshakes but S6's.
COMMON = """
worker_processes 1;
error_log error.log error;
pid nginx.pid;
events { worker_connections 4096; }
"""
HTTP = """
    access_log off;
    keepalive_timeout 75s;
    keepalive_requests 100000000;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    sendfile on;
    tcp_nopush on;
    default_type text/plain;
"""


def peer_configuration(port: int, origin_port: int, certificate: Path, key: Path, modules: Path) -> str:
    """One worker, access log off, TLS, pooled keep-alive to the origin."""
    return f"""
load_module {modules}/ndk_http_module.so;
load_module {modules}/ngx_http_lua_module.so;
{COMMON}
http {{{HTTP}
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_tickets on;
    upstream origin {{
        server 127.0.0.1:{origin_port};
        keepalive 64;
        keepalive_requests 100000000;
    }}
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    proxy_set_header Via "1.1 nginx";
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    # Straight through: a slow client shall not make it write files.
    proxy_max_temp_file_size 0;
    server {{
        listen 127.0.0.1:{port} ssl backlog=4096;
        location = /fixed {{ return 200 "{HELLO.decode().strip()}\\n"; }}
        location = /hello {{ return 200 "{HELLO.decode().strip()}\\n"; }}
        location / {{ proxy_pass http://origin; }}
        location = /page {{
            access_by_lua_block {{{STOREFRONT_REQUEST}
            }}
            header_filter_by_lua_block {{{STOREFRONT_RESPONSE}
            }}
            proxy_pass http://origin;
        }}
    }}
}}
"""


def origin_configuration(port: int) -> str:
    """Cleartext; small answers from memory, the large one and the JSON from files."""
    return f"""
{COMMON}
http {{{HTTP}
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
    """Where this nginx keeps its modules; a StartError says what to install."""
    try:
        version = subprocess.run(["nginx", "-V"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError) as error:
        raise StartError(f"nginx does not run ({error}): make setup") from error
    found = re.search(r"--modules-path=(\S+)", version)
    folder = Path(found.group(1) if found else "/usr/lib/nginx/modules")
    if not (folder / "ngx_http_lua_module.so").exists():
        raise StartError("nginx has no Lua module: make setup installs libnginx-mod-http-lua")
    return folder


def start(name: str, folder: Path, configuration: str, port: int, cpu: int) -> Server:
    """A prefix folder of its own, in the foreground, as our child."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)  # as root the worker is another user
    (folder / "nginx.conf").write_text(configuration)
    command = ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "error.log", "-g", "daemon off;"]
    return Server(name, command, port, cpu, folder / "output.log")


def peer(folder: Path, origin_port: int, certificate: Path, key: Path) -> Server:
    port = free_port()
    text = peer_configuration(port, origin_port, certificate, key, modules_folder())
    return start("nginx", folder, text, port, PEER_CPU)


def origin(folder: Path) -> Server:
    port = free_port()
    folder.mkdir()
    write_origin_files(folder / "files")
    return start("origin", folder, origin_configuration(port), port, ORIGIN_CPU)
