#!/usr/bin/env bash
# Builds worker packages to .build/workers/<name>.wasm, those whose sources or whose SDK are newer than the module.
#
#   scripts/build-workers.sh [PACKAGE...]        default: every package under workers/
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- workers/*/

mkdir -p .build/workers
for folder in "$@"; do
    [ -e "$folder/Package.swift" ] || continue
    module=.build/workers/$(basename "$folder").wasm
    if [ -e "$module" ] && [ -z "$(find "$folder" Sources/Guest scripts/build-worker.sh scripts/make-worker-sdk.sh \
        -name .build -prune -o -type f -newer "$module" -print -quit)" ]; then
        continue
    fi
    echo "build: ${folder%/}"
    scripts/build-worker.sh "$folder" "$module"
    # An unchanged module is left as it was: without this it would look out of date for ever.
    touch "$module"
done
