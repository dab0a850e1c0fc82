/// The worker ABI, version 2: everything a WebAssembly module and the host say to each other.
///
/// Host and guest compile this same file. All numbers are little-endian. A module is an isolate's program: it is
/// initialised once at deploy time (`swiftlet_init`), its memory is saved, and every request runs in a fresh copy of
/// that memory: `swiftlet_fetch` is called at most once in the life of a copy.
///
/// The guest exports `memory` and the four functions below; it imports from module "swiftlet" only what it uses.
/// Whatever a guest passes is an address in its own memory, a length, or a small handle. The host checks each of them:
/// an address outside memory traps the isolate.
#ifndef SWIFTLET_WORKER_ABI_H
#define SWIFTLET_WORKER_ABI_H

#include <stdint.h>

#define SWIFTLET_ABI_VERSION 2

/// A run of bytes. From host to guest the offset counts from the block's first byte; from guest to host it is an address.
typedef struct swiftlet_bytes {
    uint32_t offset;
    uint32_t length;
} swiftlet_bytes;

/// One header field of a head block. Offsets count from `swiftlet_head.head_offset`.
typedef struct swiftlet_field {
    uint32_t name_offset;
    uint32_t value_offset;
    uint32_t value_length;
    uint16_t name_length;
    /// For the host alone; a guest ignores them.
    uint8_t name_id;
    uint8_t flags;
} swiftlet_field;

/// The head of a message on its way into a guest: the request, or an origin's response.
///
/// The block is this struct, then `field_count` entries of `swiftlet_field`, then the bytes they point into.
typedef struct swiftlet_head {
    /// Bytes of the whole block.
    uint32_t length;
    uint32_t head_offset;
    uint32_t field_count;
    /// 100-599 in a response, 0 in a request.
    uint32_t status;
    /// `SWIFTLET_HEAD_*` bits.
    uint32_t flags;
    /// Request only; empty in a response.
    swiftlet_bytes method;
    /// Path and query as the client sent them.
    swiftlet_bytes target;
    swiftlet_bytes authority;
    /// The client's address, without port.
    swiftlet_bytes client_address;
    swiftlet_bytes request_id;
    uint32_t reserved;
    /// Length of the body where the head says it; -1: there is a body of unknown length.
    int64_t content_length;
} swiftlet_head;

/// The client's connection is encrypted: the scheme is https.
#define SWIFTLET_HEAD_SECURE 1u

/// One change of a head. Names and values obey RFC 9110 section 5.1 and 5.5; the host refuses others.
typedef struct swiftlet_edit {
    /// `SWIFTLET_SET`, `SWIFTLET_APPEND` or `SWIFTLET_REMOVE`.
    uint32_t operation;
    swiftlet_bytes name;
    /// Ignored by `SWIFTLET_REMOVE`.
    swiftlet_bytes value;
} swiftlet_edit;

/// Replaces every field of that name by one.
#define SWIFTLET_SET 1u
/// Adds a field.
#define SWIFTLET_APPEND 2u
/// Removes every field of that name; a name that ends in `*` removes every field whose name begins so.
#define SWIFTLET_REMOVE 3u

/// A message on its way out of a guest: its answer, or a request to an origin.
typedef struct swiftlet_message {
    /// `SWIFTLET_RESPOND`, `SWIFTLET_FORWARD`, `SWIFTLET_FAIL` or (after `respond`) `SWIFTLET_DONE` as the answer of
    /// `swiftlet_fetch`; `SWIFTLET_RESPOND` or `SWIFTLET_FORWARD` in `respond`; 0 in `send`.
    uint32_t kind;
    /// The message that this one starts from, head and all: `SWIFTLET_NONE`, `SWIFTLET_REQUEST`, or (in an answer of
    /// kind `SWIFTLET_RESPOND`) the handle of a subrequest, whose response it is.
    uint32_t base;
    /// Response: 200-599, or 0 to keep the base's.
    uint32_t status;
    /// Request: empty to keep the base's (`GET` without base).
    swiftlet_bytes method;
    /// Request: path and query; empty to keep the base's (`/` without base).
    swiftlet_bytes target;
    /// `SWIFTLET_BODY_*`.
    uint32_t body_kind;
    swiftlet_bytes body;
    /// Changes of the base's head, in order: `edits` is the address of `edit_count` entries of `swiftlet_edit`.
    uint32_t edit_count;
    uint32_t edits;
    /// `SWIFTLET_FORWARD`: which origin, and the changes of its response's head.
    uint32_t origin;
    uint32_t response_edit_count;
    uint32_t response_edits;
    /// `send`: milliseconds until the last byte of the response has to be there; what waits for it then gets
    /// `SWIFTLET_ERROR_TIMEOUT`. 0: no deadline but the origin's timeouts. It ends where the host passes the body on.
    uint32_t timeout;
} swiftlet_message;

/// The answer is this response.
#define SWIFTLET_RESPOND 1u
/// The answer is whatever the origin says to this request: the isolate ends, the host streams both bodies.
#define SWIFTLET_FORWARD 2u
/// The worker threw; `body` holds the reason, for the log. The client gets a 500; after `respond` its response is cut
/// short, if the body had not ended.
#define SWIFTLET_FAIL 3u
/// The answer was given by `respond`, its body has ended, and the worker has done what it wanted to do afterwards.
#define SWIFTLET_DONE 4u

#define SWIFTLET_NONE 0u
/// The request that this isolate was made for: a base, and the handle of its body for `read`.
#define SWIFTLET_REQUEST 1u

#define SWIFTLET_BODY_NONE 0u
/// `body` is the whole body.
#define SWIFTLET_BODY_BYTES 1u
/// The base's body, streamed by the host.
#define SWIFTLET_BODY_BASE 2u
/// In `respond`: the body follows by `write`.
#define SWIFTLET_BODY_STREAM 3u

/// Negative results of host calls.
/// No such origin, variable or handle.
#define SWIFTLET_ERROR_UNKNOWN (-1)
/// The origin could not be reached, or broke off.
#define SWIFTLET_ERROR_UNREACHABLE (-2)
/// The origin's answer took longer than its timeouts allow.
#define SWIFTLET_ERROR_TIMEOUT (-3)
/// The origin's answer was not HTTP.
#define SWIFTLET_ERROR_PROTOCOL (-4)
/// More subrequests than the worker's limit.
#define SWIFTLET_ERROR_LIMIT (-5)
/// A field name, value, method or target that HTTP does not allow.
#define SWIFTLET_ERROR_INVALID (-6)

#define SWIFTLET_LOG_DEBUG 0u
#define SWIFTLET_LOG_INFO 1u
#define SWIFTLET_LOG_WARNING 2u
#define SWIFTLET_LOG_ERROR 3u
/// Last words: no line of the log, but what it says of the trap that is to follow (the first KiB).
#define SWIFTLET_LOG_FATAL 4u

// Hash functions, for `digest` and `hmac`.
#define SWIFTLET_SHA256 1u
#define SWIFTLET_SHA384 2u
#define SWIFTLET_SHA512 3u

// Signatures, for `verify` (RFC 7518 section 3.1, RFC 8037 section 3.1).
/// RSASSA-PKCS1-v1_5 with SHA-256; keys of 2048 to 8192 bits.
#define SWIFTLET_RS256 1u
/// ECDSA on P-256 with SHA-256; the signature is r and s, 32 bytes each.
#define SWIFTLET_ES256 2u
/// Ed25519.
#define SWIFTLET_EDDSA 3u

/// Nanoseconds since 1970-01-01 UTC.
#define SWIFTLET_CLOCK_REALTIME 0u
/// Nanoseconds since some fixed moment.
#define SWIFTLET_CLOCK_MONOTONIC 1u

#if defined(__wasm__)
#define SWIFTLET_IMPORT(name) __attribute__((import_module("swiftlet"), import_name(name)))
#define SWIFTLET_EXPORT(name) __attribute__((export_name(name)))

// What the guest exports.

/// The `SWIFTLET_ABI_VERSION` it was compiled with.
SWIFTLET_EXPORT("swiftlet_abi_version") uint32_t swiftlet_abi_version(void);
/// Runs the program's own initialisation, once, at deploy time. Of the host calls only `log`, `random`, `clock`,
/// `digest`, `hmac` and `verify` may be used meanwhile.
SWIFTLET_EXPORT("swiftlet_init") void swiftlet_init(void);
/// Sets `capacity` bytes aside, 8-byte aligned, called once after `swiftlet_init`: the host writes each request's
/// head block there. 0: no room.
SWIFTLET_EXPORT("swiftlet_request_area") uint32_t swiftlet_request_area(uint32_t capacity);
/// Answers the request in the request area: the address of a `swiftlet_message`, valid until the isolate ends.
SWIFTLET_EXPORT("swiftlet_fetch") uint32_t swiftlet_fetch(void);

// What the host offers (module "swiftlet"). Lengths and capacities are bytes.

/// The number of a bound origin, for `send` and `swiftlet_message.origin`; `SWIFTLET_ERROR_UNKNOWN` if not bound.
SWIFTLET_IMPORT("origin") int32_t swiftlet_origin(const uint8_t *name, uint32_t length);
/// Starts a request to an origin and returns at once: its handle, or an error.
SWIFTLET_IMPORT("send") int32_t swiftlet_send(uint32_t origin, const swiftlet_message *message);
/// Suspends the isolate until the response's head is there: the bytes of its head block, or an error.
SWIFTLET_IMPORT("wait") int32_t swiftlet_wait(int32_t handle);
/// Copies the response's head block (8-byte aligned `into`): bytes copied, or `SWIFTLET_ERROR_INVALID` if there is no room.
SWIFTLET_IMPORT("head") int32_t swiftlet_head_read(int32_t handle, uint8_t *into, uint32_t capacity);
/// Suspends until a part of the body is there: its bytes, 0 at the end, or an error. `SWIFTLET_REQUEST` reads the client's body.
SWIFTLET_IMPORT("read") int32_t swiftlet_read(int32_t handle, uint8_t *into, uint32_t capacity);
/// Gives a subrequest up.
SWIFTLET_IMPORT("close") void swiftlet_close(int32_t handle);
/// Copies a variable from the config: its length (nothing is copied beyond `capacity`), or `SWIFTLET_ERROR_UNKNOWN`.
SWIFTLET_IMPORT("variable") int32_t swiftlet_variable(const uint8_t *name, uint32_t length, uint8_t *into, uint32_t capacity);
/// Copies a secret that the config binds, as `variable` does a variable.
SWIFTLET_IMPORT("secret") int32_t swiftlet_secret(const uint8_t *name, uint32_t length, uint8_t *into, uint32_t capacity);
/// Gives the answer (kind `SWIFTLET_RESPOND` or `SWIFTLET_FORWARD`) before the isolate ends, at most once; suspends until
/// the host has taken it. 0, or `SWIFTLET_ERROR_INVALID` for what HTTP does not allow, `_LIMIT`, `_UNKNOWN` for an origin.
/// Once the response's body has ended, or goes on without the isolate, the isolate runs on a budget of its own, until
/// `swiftlet_fetch` returns `SWIFTLET_DONE`.
SWIFTLET_IMPORT("respond") int32_t swiftlet_respond(const swiftlet_message *message);
/// Writes a part of the body that `respond` announced by `SWIFTLET_BODY_STREAM`; no bytes: the body ends. Suspends while
/// the client is slow. 0, or `SWIFTLET_ERROR_UNKNOWN` where no body is open. If the client goes away the isolate ends.
SWIFTLET_IMPORT("write") int32_t swiftlet_write(const uint8_t *bytes, uint32_t length);
/// Hashes at most 1 MiB: the bytes of the hash, `SWIFTLET_ERROR_INVALID` for an unknown algorithm or no room, or
/// `SWIFTLET_ERROR_LIMIT`.
SWIFTLET_IMPORT("digest") int32_t swiftlet_digest(uint32_t algorithm, const uint8_t *bytes, uint32_t length, uint8_t *into, uint32_t capacity);
/// HMAC (RFC 2104) of at most 1 MiB: as `digest`.
SWIFTLET_IMPORT("hmac") int32_t swiftlet_hmac(uint32_t algorithm, const uint8_t *key, uint32_t key_length, const uint8_t *bytes, uint32_t length, uint8_t *into, uint32_t capacity);
/// Checks a signature over at most 1 MiB. `key` is a SubjectPublicKeyInfo (RFC 5280) in DER. 1: it is genuine, 0: it is
/// not, `SWIFTLET_ERROR_INVALID`: the key is none for this algorithm, `SWIFTLET_ERROR_LIMIT`.
SWIFTLET_IMPORT("verify") int32_t swiftlet_verify(uint32_t algorithm, const uint8_t *key, uint32_t key_length, const uint8_t *bytes, uint32_t length, const uint8_t *signature, uint32_t signature_length);
/// Writes a line to the worker's log. UTF-8; the host escapes control bytes.
SWIFTLET_IMPORT("log") void swiftlet_log(uint32_t level, const uint8_t *text, uint32_t length);
SWIFTLET_IMPORT("random") void swiftlet_random(uint8_t *into, uint32_t length);
SWIFTLET_IMPORT("clock") int64_t swiftlet_clock(uint32_t clock);
#endif

#endif
