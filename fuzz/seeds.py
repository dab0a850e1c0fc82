#!/usr/bin/env python3
"""Writes the first inputs of a fuzz target: what the project's own tests try, and the public corpora where they are.

    fuzz/seeds.py TARGET INTO [CORPORA]

String literals of the tests' sources become a file each. CORPORA is a folder with json/ (JSONTestSuite) and llhttp/.
"""
import hashlib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TESTS = {
    "json": ["SwiftletFormatsTests/JSON"],
    "numbers": ["SwiftletFormatsTests/JSON"],
    "url": ["SwiftletTests/HTTP/URLTests.swift", "SwiftletTests/HTTP/RedirectTests.swift"],
    "query": ["SwiftletTests/HTTP/QueryItemsTests.swift", "SwiftletTests/Text/PercentEncodingTests.swift"],
    "codecs": ["SwiftletTests/Text"],
    "cookies": ["SwiftletTests/HTTP/CookieTests.swift", "SwiftletTests/HTTP/SetCookieTests.swift"],
    "fields": ["SwiftletTests/HTTP"],
    "dates": ["SwiftletTests/HTTP/HTTPDateTests.swift", "HTTPTests/HTTPDateTests.swift"],
    "request-head": ["HTTPTests"],
    "response-head": ["HTTPTests"],
    "body": ["HTTPTests/ChunkedBodyTests.swift", "HTTPTests/BodyReaderTests.swift"],
    "config": ["ServerTests"],
    "tokens": ["SwiftletTests/JWT"],
    "rules": ["SwiftletTests/HTTP/HeaderRulesTests.swift", "SwiftletTests/HTTP/HeaderRuleCases.swift"],
    "decoding": ["SwiftletFormatsTests/JSON"],
    "keys": ["CryptoTests"],
    "shape": ["SwiftletFormatsTests/JSON"],
}
# Keys in DER, as a worker gives them to the host: Ed25519, P-256 and RSA.
KEYS = [
    bytes.fromhex("302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
    bytes.fromhex(
        "3059301306072a8648ce3d020106082a8648ce3d030107034200046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a1"
        "3945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
    ),
    bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100" + "c3" * 256 + "0203010001"),
]
# What no test has in one piece.
EXTRA = {
    "tokens": [
        b'{"alg":"HS256","typ":"JWT"}\0{"iss":"a","aud":["b"],"exp":9,"nbf":0,"iat":0.5,"sub":"x"}',
        b'{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"a"},'
        b'{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",'
        b'"y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"sig","key_ops":["verify"]},'
        b'{"kty":"RSA","n":"' + b"w8PD" * 85 + b'ww","e":"AQAB","alg":"RS256"}]}',
    ],
    "rules": [b"X-A\n${client.ip} ${header.X-Old}$$${cookie.ab}${request.query}", b"X-Debug-*", b"X-Old\nX-New"],
    "decoding": [b'{"name":"a","count":1,"price":2.5,"tags":["x"],"parts":[{"name":"b","other":[1,{"a":2}]}]}'],
    "config": [
        b'[[routes]]\nmatch = "*/*"\nrespond = { status = 200, body = "a" }\n'
        b'response_headers = [{ rename = "A", to = "B" }, { set = "C", value = "${header.D} $$" }]\n',
        b'[[routes]]\nmatch = "a.example/b/*"\norigin = "o"\n[origins.o]\nurl = "http://127.0.0.1:1/c"\n'
        b'[[routes.request_headers]]\nappend = "X-A"\nvalue = "${client.ip} ${cookie.e}"\n'
        b'[[routes.request_headers]]\nremove = "X-*"\n',
        b'[workers.a]\npath = "x.wasm"\nsecrets = { A = { file = "/dev/null" }, B = { environment = "HOME" } }\n',
        b'[workers.a]\npath = "x.wasm"\nquarantine = { failures = "80%", requests = 50, window = "10s", probes = 5 }\n'
        b'fallback = { origin = "o", origin_rate = 9, respond = { status = 503 } }\n',
    ],
    "shape": [b'{"a":{"b":1},"d":[{"c":1},2],"0":{"a":1}}', b'{"a":[{"b":1},{"c":1}]}', b'[{"a":1},[1,2,3],[4]]'],
    # With a signature behind them; in hexadecimal too.
    "keys": [
        form
        for key, size in zip(KEYS, [64, 64, 256])
        for form in (key + b"\x01" * size, (key + b"\xff" * size).hex().encode())
    ],
}
SEED_BYTES_MAX = 4096
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", '"': '"', "\\": "\\", "'": "'"}


def literals(source):
    """String literals of Swift: raw ones, those of several lines and plain ones. Interpolations stay as they are."""
    pattern = re.compile(r'#"""\n(.*?)"""#|"""\n(.*?)"""|#"(.*?)"#|"((?:[^"\\\n]|\\.)*)"', re.S)
    for match in pattern.finditer(source):
        raw_lines, lines, raw, plain = match.groups()
        if raw is not None:
            yield raw
        elif plain is not None:
            yield unescaped(plain)
        else:
            text = raw_lines if raw_lines is not None else lines
            indentation = len(text) - len(text.rstrip(" ")) if text.endswith(" ") else 0
            text = "\n".join(line[indentation:] for line in text.split("\n"))
            yield text if lines is None else unescaped(text)
            yield text.replace("\n", "\r\n")


def unescaped(text):
    text = re.sub(r"\\u\{([0-9A-Fa-f]{1,6})\}", lambda match: chr(int(match[1], 16)), text)
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[0]), text, flags=re.S)


def from_tests(target):
    for place in TESTS.get(target, []):
        path = ROOT / "Tests" / place
        for file in sorted(path.rglob("*.swift")) if path.is_dir() else [path]:
            for literal in literals(file.read_text()):
                seed = literal.encode(errors="replace")
                # What is framed by its first byte: as the target reads it.
                yield b"\xff" + seed if target == "body" else seed


def from_corpora(target, corpora):
    if target in ("json", "numbers", "decoding", "shape"):
        for file in sorted((corpora / "json").rglob("*.json")):
            yield file.read_bytes()
    if target in ("request-head", "response-head", "url"):
        kind = {"request-head": "request", "response-head": "response", "url": "url"}[target]
        for file in sorted((corpora / "llhttp").rglob("*.md")):
            for block in re.findall(r"```(?:http|url)\n(.*?)```", file.read_text(), re.S):
                if kind == "url" or kind in str(file):
                    text = block.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t")
                    yield text.replace("\n", "\r\n").replace("\r\r\n", "\r\n").encode()


def leb128(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def read_leb128(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if not data[at - 1] & 0x80:
            return value, at


def from_modules():
    """Workers that were built, cut down: small sections whole, of the code some functions. Without the first 8 bytes,
    which the target puts before its input."""
    for file in sorted((ROOT / ".build/workers").glob("*.wasm")):
        data = file.read_bytes()
        at = 8
        whole = b""
        while at < len(data):
            kind = data[at]
            length, start = read_leb128(data, at + 1)
            content = data[start : start + length]
            at = start + length
            if kind == 10:
                content = some_functions(content)
            if len(content) <= 1024:
                section = bytes([kind]) + leb128(len(content)) + content
                yield section
                whole += section
        yield whole


def some_functions(content):
    count, at = read_leb128(content, 0)
    bodies = []
    for _ in range(count):
        length, start = read_leb128(content, at)
        at = start + length
        if length <= 120 and len(bodies) < 8:
            bodies.append(leb128(length) + content[start:at])
    return leb128(len(bodies)) + b"".join(bodies)


def main():
    target, into = sys.argv[1], pathlib.Path(sys.argv[2])
    into.mkdir(parents=True, exist_ok=True)
    seeds = list(from_modules() if target == "module" else from_tests(target))
    seeds += EXTRA.get(target, [])
    print(f"fuzz: {len(seeds)} inputs from the project's own " + ("workers" if target == "module" else "tests"))
    corpora = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    if corpora and corpora.is_dir():
        public = list(from_corpora(target, corpora))
        print(f"fuzz: {len(public)} inputs from {corpora}")
        seeds += public
    else:
        print("fuzz: no public corpora (../shared/corpora or $SWIFTLET_CORPORA): going without")
    for seed in seeds:
        if len(seed) <= SEED_BYTES_MAX:
            (into / hashlib.sha1(seed).hexdigest()).write_bytes(seed)


main()
