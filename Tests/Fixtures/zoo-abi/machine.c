// Sins against the machine itself, and the exports.
#include "zoo.h"

uint32_t swiftlet_abi_version(void) { return SWIFTLET_ABI_VERSION; }
void swiftlet_init(void) {}
uint32_t swiftlet_request_area(uint32_t capacity) { return capacity <= sizeof area ? (uint32_t)area : 0; }

typedef uint32_t (*function)(uint32_t);
static volatile uint32_t chosen;

static __attribute__((noinline)) uint32_t deeper(uint32_t depth) {
    volatile uint8_t frame[256];
    frame[depth % 256] = (uint8_t)depth;
    return deeper(depth + 1) + frame[(depth + 1) % 256];
}

static __attribute__((noinline)) uint32_t memory(void) {
    if (is("grow-at-once")) return expect(__builtin_wasm_memory_grow(0, 65000) == SIZE_MAX);
    if (is("grow-by-steps")) {
        uint32_t pages = 0;
        while (__builtin_wasm_memory_grow(0, 1) != SIZE_MAX) pages++;
        return expect(pages < 64);
    }
    if (is("load-outside")) {
        sink = *(volatile uint32_t *)at(0xfffffff0u);
        return own(599, "not stopped\n");
    }
    if (is("store-outside")) {
        *(volatile uint32_t *)at(END) = 1;
        return own(599, "not stopped\n");
    }
    if (is("copy-outside")) {
        __builtin_memcpy(at(END - 16), room, 4096 + zero);
        return own(599, "not stopped\n");
    }
    if (is("forget-everything")) {
        // All of its own memory, stack, data and request included.
        __builtin_memset(at(0), 0xff, END);
        return 16;
    }
    return 0;
}

static __attribute__((noinline)) uint32_t control(void) {
    if (is("spin")) for (;;) sink++;
    if (is("spin-in-calls")) for (;;) sink += (uint32_t)swiftlet_clock(SWIFTLET_CLOCK_MONOTONIC);
    if (is("call-empty-entry")) {
        function pointer = (function)(chosen + 0);
        return pointer(1);
    }
    if (is("call-outside-table")) {
        function pointer = (function)(chosen + 100000);
        return pointer(1);
    }
    if (is("divide-by-zero")) return own(1000 / zero, "");
    if (is("recursion")) return own(200 + deeper(zero) % 2, "");
    // The host calls it once; it calls itself, without end.
    if (is("re-entrancy")) return swiftlet_fetch() + 1;
    if (is("init-again")) {
        swiftlet_init();
        return expect(swiftlet_request_area(1 << 30) == 0);
    }
    return 0;
}

static __attribute__((noinline)) uint32_t machine(void) {
    uint32_t found = memory();
    return found ? found : control();
}
