#!/usr/bin/env bash
# Fuzzes a parser with libFuzzer: see fuzz/README.md.
#
#   scripts/fuzz.sh                                      the targets
#   scripts/fuzz.sh TARGET [--seconds N]                 fuzz it, 120 seconds unless told otherwise
#   scripts/fuzz.sh TARGET --linear                      does its time grow as its input does? (after some fuzzing)
#   scripts/fuzz.sh TARGET FILE...                       try these inputs alone
set -euo pipefail
cd "$(dirname "$0")/.."

target=${1:-}
[ $# -eq 0 ] || shift
seconds=120
linear=
files=()
while [ $# -gt 0 ]; do
    case "$1" in
        --seconds)
            seconds=${2:?fuzz: --seconds wants a number}
            shift
            ;;
        --linear) linear=yes ;;
        -*)
            echo "fuzz: unknown option $1" >&2
            exit 64
            ;;
        *) files+=("$(realpath "$1")") ;;
    esac
    shift
done

[ -s .deps/wasmtime/libwasmtime.so ] || scripts/setup.sh build
echo "build: fuzz targets (release, with sanitizers)"
swift build --package-path fuzz -c release --product Fuzz --quiet -Xcxx -fsanitize=address
binary=$PWD/fuzz/.build/release/Fuzz

if [ -z "$target" ]; then
    echo "fuzz targets, for make fuzz ARGS=\"TARGET --seconds 120\":"
    "$binary"
    exit
fi

# A crash is libFuzzer's to report; what is taken from the arena is given back by the next input.
export FUZZ_TARGET=$target SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
if [ ${#files[@]} -gt 0 ]; then
    exec "$binary" -timeout=20 -rss_limit_mb=1024 "${files[@]}"
fi
folder=fuzz/.build/corpus/$target
mkdir -p "$folder/found" "$folder/crashes"
if [ -n "$linear" ]; then
    find "$folder" -type f -size -2 -not -path '*/crashes/*' -print0 | FUZZ_LINEAR=1 xargs -0 -n 1000 "$binary"
    exit
fi
python3 fuzz/seeds.py "$target" "$folder/seeds" "${SWIFTLET_CORPORA:-../shared/corpora}"
status=0
"$binary" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1024 -max_len=4096 -print_final_stats=1 \
    -artifact_prefix="$folder/crashes/" "$folder/found" "$folder/seeds" || status=$?
if [ "$status" -ne 0 ]; then
    echo "fuzz: what failed is in $folder/crashes; try it again: scripts/fuzz.sh $target $folder/crashes/FILE" >&2
fi
exit "$status"
