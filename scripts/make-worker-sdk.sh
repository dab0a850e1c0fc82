#!/bin/sh
# Generates the Swift SDK bundle that workers are built with: .deps/swift-sdks/swiftlet.artifactbundle.
#
# The bundle tells SwiftPM how to reach wasm32-unknown-none-wasm with the installed toolchain. It holds paths into that
# toolchain, so it is made anew when the toolchain or this script changes, and left alone otherwise.
#
#   scripts/make-worker-sdk.sh            make it if it is missing or out of date
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
sdks=$root/.deps/swift-sdks
bundle=$sdks/swiftlet.artifactbundle

fail() {
    echo "make-worker-sdk: $*" >&2
    exit 1
}

command -v swiftc >/dev/null || fail "no Swift toolchain: install Swift 6.3 (https://www.swift.org/install)"
toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swiftc)")")")
unicode=$toolchain/lib/swift/embedded/wasm32-unknown-none-wasm/libswiftUnicodeDataTables.a
[ -f "$unicode" ] || fail "$toolchain has no Embedded Swift for wasm32: Swift 6.3 is needed"

stamp=$(cat "$0" | cksum)" $toolchain $(stat -c %Y "$unicode")"
[ "$stamp" = "$(cat "$bundle/stamp" 2>/dev/null || true)" ] && exit 0

# Built beside its place and moved there whole: a reader never sees half a bundle.
mkdir -p "$sdks"
new=$(mktemp -d "$sdks/.new.XXXXXX")
trap 'rm -rf "$new"' EXIT
mkdir -p "$new/swiftlet/wasm32"

cat >"$new/info.json" <<JSON
{"schemaVersion":"1.0","artifacts":{"swiftlet":{"type":"swiftSDK","version":"1","variants":[{"path":"swiftlet"}]}}}
JSON

cat >"$new/swiftlet/swift-sdk.json" <<JSON
{"schemaVersion":"4.0","targetTriples":{"wasm32-unknown-none-wasm":
  {"sdkRootPath":"wasm32","toolsetPaths":["toolset.json"]}}}
JSON

# stack-size: data that functions keep in memory; return addresses are elsewhere. 24 KiB leave room for a small worker's
# data and the request in the first page of memory: an isolate of one page costs 3.9 us, of two 5.2, of four 7.8.
# --stack-first: the stack lies below all data, so that running out of it is an access below address 0, which traps.
# --strip-debug drops DWARF, 20 times the size of the rest. The name section (Swift function names in a trap's stack) is kept: it lies in the file, not in the isolate's memory.
cat >"$new/swiftlet/toolset.json" <<JSON
{
  "schemaVersion": "1.0",
  "rootPath": "$toolchain/bin",
  "swiftCompiler": {"extraCLIOptions": [
    "-enable-experimental-feature", "Embedded", "-enable-experimental-feature", "Extern",
    "-wmo", "-O", "-Xclang-linker", "-nostdlib"]},
  "cCompiler": {"extraCLIOptions": ["-fno-builtin", "-mbulk-memory", "-O2"]},
  "linker": {"extraCLIOptions": [
    "--no-entry", "--gc-sections", "--export=__main_argc_argv",
    "--stack-first", "-z", "stack-size=24576", "--strip-debug", "$unicode"]}
}
JSON

echo "$stamp" >"$new/stamp"
rm -rf "$bundle"
mv "$new" "$bundle"
trap - EXIT
echo "made $bundle"
