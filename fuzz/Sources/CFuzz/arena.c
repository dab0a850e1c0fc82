/// The arena of the SDK, each block a block of the sanitizer's: a byte read outside of one is found, and so is memory
/// that is used after the request that it belongs to.
#include "fuzz.h"

#include <stdlib.h>
#include <time.h>

static struct {
    void **blocks;
    size_t count;
    size_t room;
    size_t bytes;
} arena;

void *swiftlet_arena(size_t size);
void swiftlet_reserve(size_t size);

void *swiftlet_arena(size_t size) {
    if (arena.count == arena.room) {
        arena.room = arena.room ? arena.room * 2 : 1024;
        arena.blocks = realloc(arena.blocks, arena.room * sizeof(void *));
    }
    void *block = malloc(size ? size : 1);
    if (!block || !arena.blocks) abort();
    arena.blocks[arena.count++] = block;
    arena.bytes += size;
    return block;
}

void swiftlet_reserve(size_t size) {
    (void)size;
}

void fuzz_arena_reset(void) {
    while (arena.count > 0) free(arena.blocks[--arena.count]);
    arena.bytes = 0;
}

size_t fuzz_arena_bytes(void) {
    return arena.bytes;
}

uint64_t fuzz_cpu_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
