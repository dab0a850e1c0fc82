#!/bin/sh
# Builds the worker: workers/c-hello/build.sh [OUT.wasm], by default c-hello.wasm beside this file.
#
# $CLANG, else the Swift toolchain's clang, else the one on the path: any that has the target wasm32.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
swiftc=$(command -v swiftc || true)
clang=${CLANG:-$([ -n "$swiftc" ] && echo "$(dirname "$(readlink -f "$swiftc")")/clang" || echo clang)}
# wasm-ld lies beside clang in both.
exec "$clang" --target=wasm32 -std=c11 -O2 -Wall -Wextra -Werror -nostdlib \
    -I "$here/../../Sources/Guest/CWorkerABI/include" \
    -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=8192 -o "${1:-$here/c-hello.wasm}" "$here/hello.c"
