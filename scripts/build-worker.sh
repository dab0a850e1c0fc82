#!/bin/sh
# Builds one worker package to a WebAssembly module.
#
#   scripts/build-worker.sh workers/hello hello.wasm
#
# The package's only executable becomes the module. Its build directory is .build/swiftlet inside the package, or
# $SWIFTLET_SCRATCH.
set -eu

[ $# -eq 2 ] || {
    echo "usage: scripts/build-worker.sh PACKAGE OUT.wasm" >&2
    exit 64
}
root=$(cd "$(dirname "$0")/.." && pwd)
package=$1
out=$2
sdks=$root/.deps/swift-sdks
scratch=${SWIFTLET_SCRATCH:-$package/.build/swiftlet}

"$root/scripts/make-worker-sdk.sh" >&2

# Objects of another SDK cannot be linked with ours, and SwiftPM does not notice that the SDK changed.
stamp=$sdks/swiftlet.artifactbundle/stamp
if [ -d "$scratch" ] && ! cmp -s "$stamp" "$scratch/sdk-stamp"; then rm -rf "$scratch"; fi
mkdir -p "$scratch"
cp "$stamp" "$scratch/sdk-stamp"

build() {
    swift build --package-path "$package" --scratch-path "$scratch" -c release \
        --swift-sdks-path "$sdks" --swift-sdk swiftlet "$@"
}
build >&2

# One executable, one module: .wasm files beside it would be another package's.
set -- "$(build --show-bin-path)"/*.wasm
if [ $# -ne 1 ] || [ ! -f "$1" ]; then
    echo "build-worker: $package must have exactly one executable product" >&2
    exit 65
fi
cmp -s "$1" "$out" || cp "$1" "$out"
