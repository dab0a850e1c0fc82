/// What the SDK's Swift half asks of its C half. No part of the ABI: the host never sees it.
#ifndef SWIFTLET_GUEST_RUNTIME_H
#define SWIFTLET_GUEST_RUNTIME_H

#include <stddef.h>

#include "worker_abi.h"

/// Answers the request whose head block is `head`. The message must stay where it is until the isolate ends.
typedef const swiftlet_message *_Nonnull (*swiftlet_handler)(const swiftlet_head *_Nonnull head);

/// Names the function that `swiftlet_fetch` calls. Called by the program's `main`, during `swiftlet_init`.
///
/// Swift functions of a library cannot be exported by name (the linker drops what the program does not call), so
/// the exports are C and reach Swift through this pointer.
void swiftlet_register(swiftlet_handler _Nonnull handler);

#if defined(__wasm__)
/// Where the host writes each request's head block.
extern const swiftlet_head *_Nullable swiftlet_request_head;
#endif

/// Memory that is never given back: it lives as long as the isolate, which takes it with it.
/// 8-byte aligned. Ends the isolate when there is no more.
void *_Nonnull swiftlet_arena(size_t size) __attribute__((returns_nonnull, warn_unused_result));

#if !defined(__wasm__)
/// What this thread takes from the arena from here on is freed when the scope that was opened last is closed. Returns the
/// mark to close it with.
void *_Nullable swiftlet_scope_open(void);
void swiftlet_scope_close(void *_Nullable mark);
#endif

/// Sees to it, during `swiftlet_init`, that requests find `size` bytes of memory before theirs has to grow. No promise: where
/// memory has no room for them nothing happens.
void swiftlet_reserve(size_t size);

/// The double nearest to the number that `text` holds, ties to even: what RFC 8259 section 6 allows,
/// `-?digits[.digits][(e|E)[+-]digits]`, with at least one digit. Too large is infinity, too small is zero.
///
/// Checks nothing: the caller has seen that `text` is such a number, all of it.
double swiftlet_double(const uint8_t *_Nonnull text, size_t length);

#endif
