#!/usr/bin/env bash
# Serves swiftlet.toml with the given binary, after printing what to try. Further arguments go to `swiftlet serve`.
set -euo pipefail
cd "$(dirname "$0")/.."

swiftlet=${1:?usage: scripts/run-demo.sh BINARY [ARGUMENT...]}
shift

cat <<'TRY'
run: once it listens, in another terminal (-k: the certificate is a self-signed one, for development):

  curl -k  https://localhost:8443/hello                          # a worker, in a fresh isolate per request
  curl -ki https://localhost:8443/shop/index.html -H 'X-User: ada'   # a worker: A/B bucket, headers, forward
  curl -k  https://localhost:8443/bff                            # a worker: three fetches at once, one answer
  curl -ki https://localhost:8443/api/user.json                  # a plain reverse proxy
  curl -k  https://localhost:8443/assets/style.css               # a static file

TRY
exec "$swiftlet" serve --config swiftlet.toml "$@"
