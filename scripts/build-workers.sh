#!/usr/bin/env bash
# Builds worker packages to .build/workers/<name>.wasm, those whose sources or whose SDK changed.
#
#   scripts/build-workers.sh [PACKAGE...]        default: every package under workers/
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- workers/*/

mkdir -p .build/workers
for folder in "$@"; do
    # workers/c-hello is no Swift package: its README builds it.
    [ -e "$folder/Package.swift" ] || continue
    echo "build: ${folder%/}"
    .build/release/swiftlet build "$folder" --output ".build/workers/$(basename "$folder").wasm"
done
