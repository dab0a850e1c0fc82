#!/usr/bin/env bash
# Prints the key set (RFC 7517) of the private keys $@ in PEM: RSA, P-256 or Ed25519. For the variable JWKS.
set -euo pipefail

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
bytes() { printf "$(sed 's/../\\x&/g')"; }

separator=
printf '{"keys":['
for key in "$@"; do
    public() { openssl pkey -in "$key" -pubout -outform DER; }
    name=$(public | openssl dgst -sha256 -r | cut -c 1-16)
    printf '%s{"use":"sig","kid":"%s",' "$separator" "$name"
    case $(openssl pkey -in "$key" -noout -text | head -1) in
        *ED25519*) printf '"kty":"OKP","crv":"Ed25519","alg":"EdDSA","x":"%s"}' "$(public | tail -c 32 | base64url)" ;;
        *256*) printf '"kty":"EC","crv":"P-256","alg":"ES256","x":"%s","y":"%s"}' \
            "$(public | tail -c 64 | head -c 32 | base64url)" "$(public | tail -c 32 | base64url)" ;;
        # The exponent is 65537, as OpenSSL makes them.
        *) printf '"kty":"RSA","alg":"RS256","n":"%s","e":"AQAB"}' \
            "$(openssl rsa -in "$key" -noout -modulus | cut -d = -f 2 | bytes | base64url)" ;;
    esac
    separator=,
done
echo ']}'
