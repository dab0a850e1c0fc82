#!/usr/bin/env bash
# Prints a token for the user $1, good for an hour, as an issuer makes it.
#
#     ./token.sh ada             signed with demo-secret.txt (HS256)
#     ./token.sh ada KEY.pem     signed with a private key: RSA (RS256), P-256 (ES256) or Ed25519 (EdDSA)
#
# ISSUER, AUDIENCE and LIFETIME (seconds) may be set.
set -euo pipefail
user=$1
key=${2:-}

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
bytes() { printf "$(sed 's/../\\x&/g')"; }

# The algorithm, and the key's name: the beginning of its hash, as jwks.sh has it.
name=
algorithm=HS256
if [ -n "$key" ]; then
    name=$(openssl pkey -in "$key" -pubout -outform DER | openssl dgst -sha256 -r | cut -c 1-16)
    case $(openssl pkey -in "$key" -noout -text | head -1) in
        *ED25519*) algorithm=EdDSA ;;
        *256*) algorithm=ES256 ;;
        *) algorithm=RS256 ;;
    esac
fi

# Signs standard input.
sign() {
    case $algorithm in
        HS256) openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(tr -d '\n' <"$(dirname "$0")/demo-secret.txt" | od -An -v -tx1 | tr -d ' \n')" -binary ;;
        RS256) openssl dgst -sha256 -sign "$key" ;;
        # OpenSSL writes two INTEGERs; RFC 7518 wants 32 bytes of each.
        ES256) openssl dgst -sha256 -sign "$key" | openssl asn1parse -inform DER | sed -n 's/.*INTEGER *://p' |
            while read -r number; do printf '%64s' "$number" | tr ' ' 0; done | bytes ;;
        # Ed25519 reads its message twice: from a file.
        EdDSA) cat >"$signed" && openssl pkeyutl -sign -rawin -inkey "$key" -in "$signed" ;;
    esac
}

signed=$(mktemp)
trap 'rm -f "$signed"' EXIT
now=$(date +%s)
header=$(printf '{"alg":"%s","typ":"JWT"%s}' $algorithm "${name:+,\"kid\":\"$name\"}" | base64url)
claims=$(printf '{"iss":"%s","aud":"%s","sub":"%s","iat":%d,"exp":%d}' "${ISSUER:-https://id.example.com}" \
    "${AUDIENCE:-api}" "$user" "$now" $((now + ${LIFETIME:-3600})) | base64url)
echo "$header.$claims.$(printf %s "$header.$claims" | sign | base64url)"
