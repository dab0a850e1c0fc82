// A worker that answers before its end, in as many ways as its request's path names. Built by Support/EarlyWorker.swift.
#include "worker_abi.h"

static uint8_t area[40000] __attribute__((aligned(8)));
static uint8_t chunk[65536];
static uint8_t room[4096];
static swiftlet_message answer, done = {.kind = SWIFTLET_DONE}, request;

uint32_t swiftlet_abi_version(void) { return SWIFTLET_ABI_VERSION; }
void swiftlet_init(void) {
    for (uint32_t i = 0; i < sizeof chunk; i++) chunk[i] = 'a' + i % 26;
}
uint32_t swiftlet_request_area(uint32_t capacity) { return capacity <= sizeof area ? (uint32_t)area : 0; }

static uint32_t length(const char *text) {
    uint32_t count = 0;
    while (text[count]) count++;
    return count;
}

static swiftlet_bytes bytes(const char *text) { return (swiftlet_bytes){(uint32_t)text, length(text)}; }

/// Whether the target is `text`, or begins so and goes on with a number, which is then `number`.
static uint32_t number;
static int is(const char *text) {
    const swiftlet_head *head = (const swiftlet_head *)area;
    const char *target = (const char *)area + head->target.offset;
    uint32_t count = length(text);
    if (head->target.length < count) return 0;
    for (uint32_t i = 0; i < count; i++)
        if (target[i] != text[i]) return 0;
    number = 0;
    for (uint32_t i = count; i < head->target.length; i++) {
        if (target[i] < '0' || target[i] > '9') return 0;
        number = number * 10 + (uint32_t)(target[i] - '0');
    }
    return 1;
}

static void say(const char *text) { swiftlet_log(SWIFTLET_LOG_INFO, (const uint8_t *)text, length(text)); }

/// "name: number"
static void tell(const char *name, int32_t value) {
    static char text[64];
    uint32_t count = 0, magnitude = value < 0 ? (uint32_t)-value : (uint32_t)value, scale = 1;
    while (*name) text[count++] = *name++;
    text[count++] = ':';
    text[count++] = ' ';
    if (value < 0) text[count++] = '-';
    while (scale <= magnitude / 10) scale *= 10;
    for (; scale; scale /= 10) text[count++] = (char)('0' + magnitude / scale % 10);
    swiftlet_log(SWIFTLET_LOG_INFO, (const uint8_t *)text, count);
}

static int32_t ask(const char *target, uint32_t timeout) {
    request = (swiftlet_message){.target = bytes(target), .timeout = timeout};
    return swiftlet_send(0, &request);
}

static void own(const char *text) {
    answer = (swiftlet_message){.kind = SWIFTLET_RESPOND, .status = 200};
    answer.body_kind = SWIFTLET_BODY_BYTES;
    answer.body = bytes(text);
}

static void stream(void) {
    answer = (swiftlet_message){.kind = SWIFTLET_RESPOND, .status = 200, .body_kind = SWIFTLET_BODY_STREAM};
    swiftlet_respond(&answer);
}

static void base(int32_t handle) {
    answer = (swiftlet_message){
        .kind = SWIFTLET_RESPOND, .base = (uint32_t)handle, .body_kind = SWIFTLET_BODY_BASE};
}

/// What every deed with work to do afterwards does.
static uint32_t afterwards(void) {
    int32_t handle = ask("/after", 0);
    tell("after", swiftlet_wait(handle) > 0 ? 1 : 0);
    return (uint32_t)&done;
}

static uint32_t spin(void) {
    for (volatile uint32_t i = 0;; i++) {}
}

uint32_t swiftlet_fetch(void) {
    if (is("/stream/")) {
        stream();
        for (uint32_t i = 0; i < number; i++) swiftlet_write(chunk, sizeof chunk);
        tell("written", (int32_t)number);
        tell("end", swiftlet_write(chunk, 0));
        return (uint32_t)&done;
    }
    if (is("/words")) {
        stream();
        swiftlet_write((const uint8_t *)"one ", 4);
        // Between the two the host hears of an origin, so that they leave it apart.
        swiftlet_wait(ask("/between", 0));
        swiftlet_write((const uint8_t *)"two", 3);
        swiftlet_write(0, 0);
        return afterwards();
    }
    if (is("/endless")) {
        stream();
        for (;;) swiftlet_write(chunk, sizeof chunk);
    }
    if (is("/broken")) {
        stream();
        swiftlet_write((const uint8_t *)"beginning", 9);
        answer = (swiftlet_message){.kind = SWIFTLET_FAIL, .body_kind = SWIFTLET_BODY_BYTES, .body = bytes("no more")};
        return (uint32_t)&answer;
    }
    if (is("/double")) {
        int32_t handle = ask("/page", 0), count;
        swiftlet_wait(handle);
        base(handle);
        answer.body_kind = SWIFTLET_BODY_STREAM;
        swiftlet_respond(&answer);
        while ((count = swiftlet_read(handle, room, sizeof room)) > 0)
            for (int32_t i = 0; i < count; i++) {
                swiftlet_write(room + i, 1);
                swiftlet_write(room + i, 1);
            }
        swiftlet_write(0, 0);
        return (uint32_t)&done;
    }
    if (is("/own")) {
        own("own");
        swiftlet_respond(&answer);
        return afterwards();
    }
    if (is("/fetched")) {
        int32_t handle = ask("/page", 0);
        swiftlet_wait(handle);
        base(handle);
        swiftlet_respond(&answer);
        tell("read", swiftlet_read(handle, room, sizeof room));
        return afterwards();
    }
    if (is("/forwarded")) {
        answer = (swiftlet_message){
            .kind = SWIFTLET_FORWARD, .base = SWIFTLET_REQUEST, .body_kind = SWIFTLET_BODY_BASE};
        swiftlet_respond(&answer);
        return afterwards();
    }
    if (is("/again")) {
        // The client's own request, once more, without its body.
        own("own");
        swiftlet_respond(&answer);
        tell("body", swiftlet_read(SWIFTLET_REQUEST, room, sizeof room));
        request = (swiftlet_message){
            .base = SWIFTLET_REQUEST, .body_kind = SWIFTLET_BODY_BASE, .target = bytes("/copy")};
        tell("copy", swiftlet_wait(swiftlet_send(0, &request)) > 0 ? 1 : 0);
        return (uint32_t)&done;
    }
    if (is("/spin")) {
        own("own");
        swiftlet_respond(&answer);
        return spin();
    }
    if (is("/hang")) {
        own("own");
        swiftlet_respond(&answer);
        tell("hung", swiftlet_wait(ask("/hang", 0)));
        return (uint32_t)&done;
    }
    if (is("/nothing")) {
        own("own");
        swiftlet_respond(&answer);
        return (uint32_t)&done;
    }
    if (is("/fails-later")) {
        own("own");
        swiftlet_respond(&answer);
        answer = (swiftlet_message){.kind = SWIFTLET_FAIL, .body_kind = SWIFTLET_BODY_BYTES, .body = bytes("too late")};
        return (uint32_t)&answer;
    }
    if (is("/head-within/")) {
        own(swiftlet_wait(ask("/hang", number)) == SWIFTLET_ERROR_TIMEOUT ? "timeout" : "something else");
        return (uint32_t)&answer;
    }
    if (is("/body-within/")) {
        int32_t handle = ask("/half", number);
        own("something else");
        if (swiftlet_wait(handle) > 0 && swiftlet_read(handle, room, sizeof room) == 4
            && swiftlet_read(handle, room, sizeof room) == SWIFTLET_ERROR_TIMEOUT
            && swiftlet_read(handle, room, sizeof room) == SWIFTLET_ERROR_TIMEOUT)
            own("timeout");
        return (uint32_t)&answer;
    }
    if (is("/page-within/")) {
        int32_t handle = ask("/page", number);
        swiftlet_wait(handle);
        base(handle);
        return (uint32_t)&answer;
    }
    if (is("/probe")) {
        request = (swiftlet_message){.base = SWIFTLET_REQUEST, .target = bytes("/page")};
        int32_t handle = swiftlet_send(0, &request);
        swiftlet_wait(handle);
        base(handle);
        return (uint32_t)&answer;
    }
    own("no such deed");
    answer.status = 404;
    return (uint32_t)&answer;
}
