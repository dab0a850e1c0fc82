#!/usr/bin/env bash
# Runs the tests of the worker packages natively, as their authors do: swift test.
#
#   scripts/test-workers.sh [PACKAGE...]         default: every package under workers/ that has tests
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- workers/*/

for folder in "$@"; do
    [ -e "$folder/Package.swift" ] && [ -d "$folder/Tests" ] || continue
    echo "test: ${folder%/}"
    # One scratch directory for all: the SDK is compiled once, not by each of them.
    swift test --package-path "$folder" --scratch-path .build/worker-tests --quiet
done
