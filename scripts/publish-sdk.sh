#!/bin/sh
# Publishes the worker SDK as a repository of its own, so that a worker can depend on it by URL.
#
#   scripts/publish-sdk.sh DIRECTORY|URL
#
#   scripts/publish-sdk.sh /tmp/swiftlet-sdk                    makes a bare repository there, or adds to it
#   scripts/publish-sdk.sh git@example.com:team/swiftlet-sdk    pushes to one that exists
#
# What is published is Sources/Guest of HEAD, and LICENSE: a commit on top of the repository's branch main, tagged with
# the version in Sources/CLI/Swiftlet.swift. Nothing else of this repository, and nothing uncommitted, gets there. SwiftPM
# knows a package by the last part of its URL: call it swiftlet-sdk.
set -eu

fail() {
    code=$1
    shift
    echo "publish-sdk: $*" >&2
    exit "$code"
}

[ $# -eq 1 ] || fail 64 "name the directory or URL: scripts/publish-sdk.sh DIRECTORY|URL"
case $1 in
    *swiftlet-sdk | *swiftlet-sdk/ | *swiftlet-sdk.git) ;;
    *) fail 64 "\"$1\" does not end in swiftlet-sdk, the name by which workers refer to the package" ;;
esac
# A path is one before the directory changes.
case $1 in
    *:*) target=$1 ;;
    /*) target=${1%/} ;;
    *) target=$PWD/${1%/} ;;
esac
cd "$(dirname "$0")/.."

version=$(sed -n 's/.*static let version = "\([0-9][0-9.]*\)".*/\1/p' Sources/CLI/Swiftlet.swift)
[ -n "$version" ] || fail 65 "Sources/CLI/Swiftlet.swift has no version"
commit=$(git rev-parse --short HEAD)
git diff --quiet HEAD -- Sources/Guest LICENSE \
    || echo "publish-sdk: note: Sources/Guest has changes that are not committed; they stay here" >&2

case $target in
    /*)
        if [ ! -e "$target" ]; then
            git init --quiet --bare --initial-branch=main "$target" || fail 71 "$target cannot be made"
        fi
        [ "$(git -C "$target" rev-parse --is-bare-repository 2>/dev/null)" = true ] \
            || fail 64 "$target is no bare repository: name another place, or remove it"
        ;;
esac

# The tree: Sources/Guest with LICENSE beside it, put together in an index of its own.
index=$(mktemp -d)
trap 'rm -rf "$index"' EXIT
export GIT_INDEX_FILE="$index/index"
git read-tree HEAD:Sources/Guest
git update-index --add --cacheinfo "100644,$(git rev-parse HEAD:LICENSE),LICENSE"
tree=$(git write-tree)
unset GIT_INDEX_FILE

refs=$(git ls-remote "$target") || fail 71 "$target cannot be read"
if published=$(printf '%s\n' "$refs" | grep "refs/tags/$version\$"); then
    published=${published%%	*}
    git fetch --quiet --no-write-fetch-head "$target" "refs/tags/$version"
    [ "$(git rev-parse "$published^{tree}")" = "$tree" ] \
        || fail 65 "$target has a version $version of other content: raise the version in Sources/CLI/Swiftlet.swift"
    echo "publish-sdk: $target has this version $version already ($published)"
    exit 0
fi
parent=
if branch=$(printf '%s\n' "$refs" | grep 'refs/heads/main$'); then
    git fetch --quiet --no-write-fetch-head "$target" refs/heads/main
    parent="-p ${branch%%	*}"
fi
# By whoever made the commit that it comes from, and then: the same content makes the same commit, on any machine.
GIT_AUTHOR_NAME=$(git log -1 --format=%an) GIT_AUTHOR_EMAIL=$(git log -1 --format=%ae)
GIT_AUTHOR_DATE=$(git log -1 --format=%aI) GIT_COMMITTER_DATE=$(git log -1 --format=%cI)
GIT_COMMITTER_NAME=$(git log -1 --format=%cn) GIT_COMMITTER_EMAIL=$(git log -1 --format=%ce)
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE
# shellcheck disable=SC2086
new=$(git commit-tree "$tree" $parent -m "swiftlet-sdk $version

From commit $commit of swiftlet.")
git push --quiet --atomic "$target" "$new:refs/heads/main" "$new:refs/tags/$version" || fail 71 "$target took nothing"
echo "publish-sdk: $version is in $target"
