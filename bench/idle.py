#!/usr/bin/env python3
"""Holds idle TLS connections to 127.0.0.1: `idle.py PORT PATH`, then on its input how many there shall be in all, line by
line; it answers with that number when they are there, each after one request. Ends with its input."""

import socket
import ssl
import sys


def connection(context: ssl.SSLContext, port: int, path: str) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", port), timeout=30)
    encrypted = context.wrap_socket(plain)
    encrypted.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    answer = encrypted.recv(4096)
    if not answer.startswith(b"HTTP/1.1 200 "):
        sys.exit(f"idle: {answer[:60]!r}")
    return encrypted


def main() -> None:
    port, path = int(sys.argv[1]), sys.argv[2]
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    held = []
    for line in sys.stdin:
        while len(held) < int(line):
            held.append(connection(context, port, path))
        print(len(held), flush=True)


if __name__ == "__main__":
    main()
