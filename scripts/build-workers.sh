#!/usr/bin/env bash
# Builds each package under workers/ to .build/workers/<name>.wasm, where its sources or the SDK's are newer.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p .build/workers
for manifest in workers/*/Package.swift; do
    [ -e "$manifest" ] || continue
    folder=$(dirname "$manifest")
    module=.build/workers/$(basename "$folder").wasm
    if [ -e "$module" ] && [ -z "$(find "$folder" Sources/Guest scripts/build-worker.sh scripts/make-worker-sdk.sh \
        -name .build -prune -o -type f -newer "$module" -print -quit)" ]; then
        continue
    fi
    echo "build: $folder"
    scripts/build-worker.sh "$folder" "$module"
    # An unchanged module is left as it was: without this it would look out of date for ever.
    touch "$module"
done
