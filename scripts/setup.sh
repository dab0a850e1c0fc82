#!/usr/bin/env bash
# Installs what building, testing and measuring swiftlet need, and only what is missing.
#
#   scripts/setup.sh [build|test|bench|all|peers]      each includes what stands before it; default: all
#
# Outside this folder it touches nothing but Debian packages: libraries live under .deps/.
# Safe to run at any time and to interrupt: what it makes appears by a rename, whole or not at all.
set -euo pipefail
cd "$(dirname "$0")/.."

swift_series=6.3
wasmtime_version=50.0.1

build_packages=(libuv1-dev libssl-dev libnghttp2-dev libseccomp-dev pkg-config binutils python3)
test_packages=(curl openssl)
bench_packages=(nginx-light libnginx-mod-http-lua wrk util-linux)
# What `make bench-peers` compares with; a peer that cannot be had is skipped.
peer_packages=(haproxy libnginx-mod-http-js lua-cjson)

say() { printf 'setup: %s\n' "$*"; }
fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

check_toolchain() {
    local version
    command -v swift >/dev/null \
        || fail "no 'swift' on PATH: install the Swift $swift_series toolchain (https://www.swift.org/install/linux/)"
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
    case "$version" in
        "$swift_series" | "$swift_series".*) ;;
        *) fail "Swift ${version:-of unknown version} found, $swift_series is needed: https://www.swift.org/install/linux/" ;;
    esac
}

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "not root and no sudo: run as root: $*"
    fi
}

# What is to be undone or removed however the script ends.
temporary=
services_forbidden=
clean_up() {
    [ -z "$temporary" ] || rm -rf "$temporary"
    [ -z "$services_forbidden" ] || as_root rm -f "$policy"
}
trap clean_up EXIT

# Debian starts a service as soon as it is installed; nginx is here for the benchmark alone and must not take port 80.
policy=/usr/sbin/policy-rc.d
forbid_services() {
    [ ! -e "$policy" ] || return 0
    services_forbidden=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
}

install_packages() {
    local missing=() package
    for package in "$@"; do is_installed "$package" || missing+=("$package"); done
    # A Python from elsewhere (pyenv, conda) brings its own pip; Debian's does not.
    python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
    [ "${#missing[@]}" -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "this is not Debian: install what corresponds to: ${missing[*]}"
    say "installing Debian packages: ${missing[*]}"
    forbid_services
    as_root apt-get -qq update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}"
}

# Each on its own, and in a shell of its own: where one is missing, the others are still installed.
install_optional() {
    local package
    for package in "$@"; do
        (
            trap clean_up EXIT
            install_packages "$package"
        ) || say "no $package: what needs it will be skipped"
    done
}

# Counts instructions for `make test`, which does without where it cannot be had.
install_valgrind() {
    ! is_installed valgrind || return 0
    command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; } || return 0
    say "installing Debian package: valgrind"
    as_root apt-get -qq update && as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
        --no-install-recommends valgrind || say "no valgrind: instructions will not be counted"
}

# The C library of wasmtime ships inside its Python wheel: one file of it is taken, nothing of Python is used.
fetch_wasmtime() {
    local wheel_sha256 folder=.deps/wasmtime
    case "$(uname -m)" in
        x86_64) wheel_sha256=cc14c3a17654e0394e0225b11813532ef0cd7bd1e222a0c5494cdedaabeddac4 ;;
        aarch64) wheel_sha256=675484e525c028dc02762b777f1db4477ea70caa3fec6775426daff4d64edfb1 ;;
        *) fail "wasmtime is pinned for x86_64 and aarch64, not for $(uname -m)" ;;
    esac
    [ "$(cat "$folder/wheel.sha256" 2>/dev/null)" != "$wheel_sha256" ] || [ ! -s "$folder/libwasmtime.so" ] || return 0

    say "fetching wasmtime $wasmtime_version"
    mkdir -p .deps
    temporary=$(mktemp -d .deps/wasmtime.XXXXXX)
    printf 'wasmtime==%s --hash=sha256:%s\n' "$wasmtime_version" "$wheel_sha256" >"$temporary/requirements.txt"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
        --requirement "$temporary/requirements.txt" --dest "$temporary" \
        || fail "could not fetch the wheel wasmtime==$wasmtime_version (see pip's message above; is there a network?)"
    printf '%s  %s\n' "$wheel_sha256" "$(echo "$temporary"/*.whl)" | sha256sum --check --quiet \
        || fail "the wasmtime wheel is not the pinned one"
    python3 - "$temporary" <<'PYTHON'
import glob, os, shutil, sys, zipfile

folder = sys.argv[1]
with zipfile.ZipFile(glob.glob(os.path.join(folder, "*.whl"))[0]) as wheel:
    libraries = [name for name in wheel.namelist() if name.endswith("/_libwasmtime.so")]
    if len(libraries) != 1:
        sys.exit(f"setup: expected one _libwasmtime.so in the wheel, found {libraries}")
    with wheel.open(libraries[0]) as source, open(os.path.join(folder, "libwasmtime.so"), "wb") as target:
        shutil.copyfileobj(source, target)
PYTHON
    mkdir -p "$folder"
    mv -f "$temporary/libwasmtime.so" "$folder/libwasmtime.so"
    # Written last: its presence says that the library beside it is whole.
    printf '%s\n' "$wheel_sha256" >"$temporary/wheel.sha256"
    mv -f "$temporary/wheel.sha256" "$folder/wheel.sha256"
}

main() {
    local packages=("${build_packages[@]}")
    case "${1:-all}" in
        build) ;;
        test) packages+=("${test_packages[@]}") ;;
        bench | all | peers) packages+=("${test_packages[@]}" "${bench_packages[@]}") ;;
        *) fail "unknown stage '$1': build, test, bench, all or peers" ;;
    esac
    [ "$(uname -s)" = Linux ] || fail "swiftlet is built on Linux"
    check_toolchain
    install_packages "${packages[@]}"
    [ "${1:-all}" = build ] || install_valgrind
    fetch_wasmtime
    if [ "${1:-all}" = peers ]; then
        install_optional "${peer_packages[@]}"
        scripts/fetch-peers.sh
    fi
    say "ready"
}

main "$@"
