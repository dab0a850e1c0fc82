/// The exports of the ABI, and what Embedded Swift's standard library expects of a C library.
#include "guest_runtime.h"

static swiftlet_handler registered;

void swiftlet_register(swiftlet_handler handler) {
    registered = handler;
}

#if defined(__wasm__)

uint32_t swiftlet_abi_version(void) {
    return SWIFTLET_ABI_VERSION;
}

/// The program's `main`: makes the worker and registers its handler.
extern int main_of_program(int argc, char **argv) __asm__("__main_argc_argv");

void swiftlet_init(void) {
    main_of_program(0, NULL);
}

uint32_t swiftlet_fetch(void) {
    if (!registered) __builtin_trap();
    return (uint32_t)(uintptr_t)registered(swiftlet_request_head);
}

// Swift's generators (`Int.random(in:)`, hashing) draw from here.
void arc4random_buf(void *into, size_t length) {
    swiftlet_random(into, length);
}

// Swift's `print` writes through here: a line of output is a line of the log.
int putchar(int character) {
    static uint8_t line[512];
    static uint32_t length;
    if (character != '\n') line[length++] = (uint8_t)character;
    if (character == '\n' || length == sizeof line) {
        swiftlet_log(SWIFTLET_LOG_INFO, line, length);
        length = 0;
    }
    return character;
}

// The stack lies first in memory, so that overflowing it traps by itself; no canary has to be random.
uintptr_t __stack_chk_guard = 0x2b7e1516;

_Noreturn void __stack_chk_fail(void) {
    __builtin_trap();
}

_Noreturn void abort(void) {
    __builtin_trap();
}

#endif
