// Sins of what a guest passes to host calls: addresses, lengths, handles, numbers of them.
#include "zoo.h"

/// An address or length that is not all inside of memory, for each call that takes one.
static __attribute__((noinline)) uint32_t addresses(void) {
    if (is("log-outside")) swiftlet_log(SWIFTLET_LOG_INFO, at(END), 1);
    else if (is("log-length")) swiftlet_log(SWIFTLET_LOG_INFO, at(16), 0xffffffffu);
    else if (is("random-outside")) swiftlet_random(at(END - 4), 8);
    else if (is("random-length")) swiftlet_random(room, sizeof room + 1);
    else if (is("origin-outside")) swiftlet_origin(at(0xfffffff0u), 6);
    else if (is("variable-name")) swiftlet_variable(at(END), 4, room, sizeof room);
    else if (is("variable-room")) swiftlet_variable((const uint8_t *)"THEME", 5, at(END - 1), 64);
    else if (is("secret-name")) swiftlet_secret(at(0x80000000u), 4, room, sizeof room);
    else if (is("send-outside")) swiftlet_send(0, (swiftlet_message *)at(END - 8));
    else if (is("head-room")) {
        int32_t handle = ask("/page");
        swiftlet_wait(handle);
        swiftlet_head_read(handle, at(END - 8), 4096);
    } else if (is("read-room")) swiftlet_read(SWIFTLET_REQUEST, at(END - 8), 16);
    else if (is("read-length")) swiftlet_read(SWIFTLET_REQUEST, room, 0x80000000u);
    else if (is("respond-outside")) swiftlet_respond((swiftlet_message *)at(0xffffffffu));
    else if (is("digest-input")) swiftlet_digest(SWIFTLET_SHA256, at(END), 1, room, 32);
    else if (is("digest-room")) swiftlet_digest(SWIFTLET_SHA256, room, 1, at(END - 31), 32);
    else if (is("hmac-key")) swiftlet_hmac(SWIFTLET_SHA256, at(END - 1), 2, room, 1, room, 32);
    else if (is("verify-signature")) swiftlet_verify(SWIFTLET_ES256, room, 91, room, 1, at(0xfffffff0u), 64);
    else return 0;
    // Whoever comes here was not stopped.
    return own(599, "not stopped\n");
}

/// What is refused by a number, after which the guest goes on.
static __attribute__((noinline)) uint32_t refusals(void) {
    if (is("empty-outside")) {
        // An empty run may have any address.
        swiftlet_log(SWIFTLET_LOG_INFO, at(0xffffffffu), 0);
        swiftlet_random(at(0xffffffffu), 0);
        return expect(swiftlet_origin(at(0xffffffffu), 0) == SWIFTLET_ERROR_UNKNOWN);
    }
    if (is("misaligned-message")) {
        __builtin_memset(room, 0, sizeof room);
        room[3 + 28] = 0;
        return expect(swiftlet_send(0, (swiftlet_message *)(room + 3)) == 2);
    }
    if (is("overlapping")) {
        for (uint32_t i = 0; i < 64; i++) room[i] = (uint8_t)i;
        // Input, key and result in one place; then a result that begins within its input.
        int32_t first = swiftlet_hmac(SWIFTLET_SHA512, room, 64, room, 64, room, 64);
        int32_t second = swiftlet_digest(SWIFTLET_SHA256, room, 64, room + 31, 32);
        return expect(first == 64 && second == 32);
    }
    if (is("unknown-origin")) return expect(swiftlet_send(77, &request) == SWIFTLET_ERROR_UNKNOWN);
    if (is("unknown-algorithm"))
        return expect(swiftlet_digest(9, room, 1, room, 64) == SWIFTLET_ERROR_INVALID
                      && swiftlet_verify(0, room, 1, room, 1, room, 1) == SWIFTLET_ERROR_INVALID);
    if (is("huge-digest")) {
        if (__builtin_wasm_memory_grow(0, 32) == SIZE_MAX) return own(599, "no memory\n");
        return expect(swiftlet_digest(SWIFTLET_SHA256, at(END - (2 << 20)), 2 << 20, room, 32) == SWIFTLET_ERROR_LIMIT);
    }
    if (is("strange-clock")) return expect(swiftlet_clock(99) > 0);
    if (is("strange-log-level")) {
        swiftlet_log(0xffffffffu, (const uint8_t *)"level of none", 13);
        return expect(1);
    }
    if (is("log-bytes")) {
        static const uint8_t text[] = {'a', 0xff, 0xc3, 0x28, 0, '\n', 'F', 'o', 'r', 'g', 'e', 'd', 0x1b, '[', '2', 'J'};
        swiftlet_log(SWIFTLET_LOG_INFO, text, sizeof text);
        return expect(1);
    }
    return 0;
}

static __attribute__((noinline)) uint32_t handles(void) {
    if (is("handle-of-others")) {
        for (int32_t handle = -3; handle < 64; handle++) {
            if (handle == SWIFTLET_REQUEST) continue;
            if (swiftlet_wait(handle) != SWIFTLET_ERROR_UNKNOWN) return own(599, "wait\n");
            if (swiftlet_read(handle, room, 16) != SWIFTLET_ERROR_UNKNOWN) return own(599, "read\n");
            if (swiftlet_head_read(handle, room, 16) != SWIFTLET_ERROR_UNKNOWN) return own(599, "head\n");
            swiftlet_close(handle);
        }
        return expect(1);
    }
    if (is("handle-after-close")) {
        int32_t handle = ask("/page");
        swiftlet_wait(handle);
        swiftlet_close(handle);
        swiftlet_close(handle);
        return expect(swiftlet_wait(handle) == SWIFTLET_ERROR_UNKNOWN
                      && swiftlet_read(handle, room, 16) == SWIFTLET_ERROR_UNKNOWN
                      && swiftlet_head_read(handle, room, 4096) == SWIFTLET_ERROR_UNKNOWN);
    }
    if (is("answer-from-closed")) {
        int32_t handle = ask("/page");
        swiftlet_wait(handle);
        swiftlet_close(handle);
        answer = (swiftlet_message){
            .kind = SWIFTLET_RESPOND, .base = (uint32_t)handle, .body_kind = SWIFTLET_BODY_BASE};
        return (uint32_t)&answer;
    }
    if (is("answer-from-unasked")) {
        answer = (swiftlet_message){.kind = SWIFTLET_RESPOND, .base = 40, .body_kind = SWIFTLET_BODY_BASE};
        return (uint32_t)&answer;
    }
    if (is("wait-for-request")) return expect(swiftlet_wait(SWIFTLET_REQUEST) == SWIFTLET_ERROR_UNKNOWN);
    return 0;
}

static __attribute__((noinline)) uint32_t floods(void) {
    if (is("send-flood")) {
        uint32_t sent = 0, refused = 0;
        for (uint32_t i = 0; i < 10000; i++) {
            if (ask("/page") > 0) sent++;
            else refused++;
        }
        return expect(sent <= 8 && sent + refused == 10000);
    }
    if (is("send-and-close-flood")) {
        uint32_t sent = 0;
        for (uint32_t i = 0; i < 10000; i++) {
            int32_t handle = ask("/page");
            if (handle > 0) sent++;
            swiftlet_close(handle);
        }
        return expect(sent == 8);
    }
    if (is("call-flood")) {
        for (uint32_t i = 0; i < 5000; i++) {
            swiftlet_close((int32_t)i);
            sink += (uint32_t)swiftlet_origin(room, 5);
        }
        return expect(1);
    }
    if (is("random-flood"))
        for (;;) swiftlet_random(room, sizeof room);
    if (is("digest-flood"))
        for (;;) swiftlet_digest(SWIFTLET_SHA512, room, sizeof room, room, 64);
    if (is("log-flood"))
        for (uint32_t i = 0; i < 5000; i++) swiftlet_log(SWIFTLET_LOG_INFO, (const uint8_t *)"once more", 9);
    if (is("log-flood")) return expect(1);
    return 0;
}

static __attribute__((noinline)) uint32_t calls(void) {
    uint32_t found = addresses();
    if (!found) found = refusals();
    if (!found) found = handles();
    return found ? found : floods();
}
