// What the sins in this folder share. Built by Support/ZooGuests.swift; the last part of the path names the sin.
#ifndef ZOO_H
#define ZOO_H

#include "worker_abi.h"

static uint8_t area[40000] __attribute__((aligned(8)));
static uint8_t room[65536];
static swiftlet_message answer, request, done = {.kind = SWIFTLET_DONE};
static swiftlet_edit edit;

static uint32_t length(const char *text) {
    uint32_t count = 0;
    while (text[count]) count++;
    return count;
}

static swiftlet_bytes bytes(const char *text) { return (swiftlet_bytes){(uint32_t)text, length(text)}; }

/// Whether the target ends in a slash and `sin`.
static int is(const char *sin) {
    const swiftlet_head *head = (const swiftlet_head *)area;
    uint32_t count = length(sin);
    if (head->target.length <= count) return 0;
    const char *target = (const char *)area + head->target.offset + head->target.length - count;
    for (uint32_t i = 0; i < count; i++)
        if (target[i] != sin[i]) return 0;
    return target[-1] == '/';
}

static uint32_t own(uint32_t status, const char *text) {
    answer = (swiftlet_message){
        .kind = SWIFTLET_RESPOND, .status = status, .body_kind = SWIFTLET_BODY_BYTES, .body = bytes(text)};
    return (uint32_t)&answer;
}

/// The answer of a guest that was refused what it asked for, as the ABI says, and may go on.
static uint32_t expect(int holds) { return holds ? own(200, "as documented\n") : own(599, "not as documented\n"); }

static int32_t ask(const char *target) {
    request = (swiftlet_message){.target = bytes(target)};
    return swiftlet_send(0, &request);
}

static uint32_t with_field(swiftlet_bytes name, swiftlet_bytes value) {
    own(200, "never seen\n");
    edit = (swiftlet_edit){.operation = SWIFTLET_SET, .name = name, .value = value};
    answer.edit_count = 1;
    answer.edits = (uint32_t)&edit;
    return (uint32_t)&answer;
}

static void open_stream(void) {
    answer = (swiftlet_message){.kind = SWIFTLET_RESPOND, .status = 200, .body_kind = SWIFTLET_BODY_STREAM};
    swiftlet_respond(&answer);
}

/// Never optimised away, and unknown to the compiler.
static volatile uint32_t sink, zero;

/// An address as a pointer.
static uint8_t *at(uint32_t address) { return (uint8_t *)address; }

#define END (__builtin_wasm_memory_size(0) * 65536u)

#endif
