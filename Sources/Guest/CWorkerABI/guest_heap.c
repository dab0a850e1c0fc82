/// The guest's heap: everything that asks for memory in an isolate ends here.
///
/// A heap that lives for one request needs no coalescing, no trimming and no locks. New blocks are cut from the end
/// (a bump), freed ones wait in a list per size class for the next of their size. Memory is dropped whole with the
/// isolate. Few pages are touched, because an isolate pays for each.
///
/// A block is a header of 8 bytes, then the payload, 16-byte aligned.
#include "guest_runtime.h"

#if defined(__wasm__)

#define WASM_PAGE 65536u
#define ALIGNMENT 16u
#define HEADER 8u
/// Blocks up to this size (header included) have a class per 16 bytes; larger ones four classes per power of two.
#define FINE_MAX 512u
#define FINE_CLASSES (FINE_MAX / ALIGNMENT + 1)
#define COARSE_CLASSES (4 * 22)
/// Room left after initialisation for what a small request allocates; others grow the memory, if the worker did not
/// reserve more. Leaving more to all is dear: to clear an isolate's memory the host writes over all of it, 1.3 us for each
/// page of 64 KiB, touched or not.
#define HEADROOM 2048u

typedef struct block {
    /// Bytes from this header to the next.
    uint32_t size;
    uint32_t class;
    /// In a free block only.
    struct block *next;
} block;

extern unsigned char __heap_base;

static struct {
    /// Where the next new block's payload would begin, less `HEADER`.
    uintptr_t bump;
    uintptr_t end;
    block *free[FINE_CLASSES + COARSE_CLASSES];
} heap;

static block *header_of(void *payload) {
    return (block *)((uintptr_t)payload - HEADER);
}

/// Rounds a block's size up to its class's size.
static uint32_t class_of(uint32_t *size) {
    uint32_t wanted = (*size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (wanted <= FINE_MAX) {
        *size = wanted;
        return wanted / ALIGNMENT;
    }
    uint32_t power = 31 - (uint32_t)__builtin_clz(wanted - 1);
    uint32_t step = 1u << (power - 2);
    uint32_t steps = (wanted - (1u << power) + step - 1) / step;
    *size = (1u << power) + steps * step;
    return FINE_CLASSES + (power - 9) * 4 + steps - 1;
}

/// Makes sure that memory reaches to `end`.
static int reach(uintptr_t end) {
    if (heap.end == 0) {
        heap.bump = (((uintptr_t)&__heap_base + HEADER + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1)) - HEADER;
        heap.end = (uintptr_t)__builtin_wasm_memory_size(0) * WASM_PAGE;
        end += heap.bump;
    }
    if (end <= heap.end) return 1;
    uintptr_t pages = (end - heap.end + WASM_PAGE - 1) / WASM_PAGE;
    if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) return 0;
    heap.end += pages * WASM_PAGE;
    return 1;
}

/// Larger requests cannot be met in a 4 GiB memory, and sums of sizes below cannot overflow.
#define SIZE_LIMIT 0x7fff0000u

void *malloc(size_t size) {
    if (size > SIZE_LIMIT) return NULL;
    uint32_t whole = size + HEADER;
    uint32_t class = class_of(&whole);
    block *reused = heap.free[class];
    if (reused) {
        heap.free[class] = reused->next;
        return (void *)((uintptr_t)reused + HEADER);
    }
    if (heap.bump + whole > heap.end && !reach(heap.bump + whole)) return NULL;
    block *new = (block *)heap.bump;
    heap.bump += whole;
    new->size = whole;
    new->class = class;
    return (void *)((uintptr_t)new + HEADER);
}

void free(void *payload) {
    if (!payload) return;
    block *old = header_of(payload);
    old->next = heap.free[old->class];
    heap.free[old->class] = old;
}

void *calloc(size_t count, size_t size) {
    size_t whole;
    if (__builtin_mul_overflow(count, size, &whole)) return NULL;
    void *payload = malloc(whole);
    return payload ? __builtin_memset(payload, 0, whole) : NULL;
}

void *realloc(void *payload, size_t size) {
    if (!payload) return malloc(size);
    uint32_t room = header_of(payload)->size - HEADER;
    if (size <= room) return payload;
    void *larger = malloc(size);
    if (!larger) return NULL;
    __builtin_memcpy(larger, payload, room);
    free(payload);
    return larger;
}

void *aligned_alloc(size_t alignment, size_t size) {
    if (alignment <= ALIGNMENT) return malloc(size);
    if (alignment > SIZE_LIMIT || size > SIZE_LIMIT - alignment) return NULL;
    if (size < HEADER) size = HEADER;  // room for a free block's link
    // A header of its own before the aligned address, so that `free` finds one; the bytes skipped are lost.
    unsigned char *payload = malloc(size + alignment);
    if (!payload) return NULL;
    uintptr_t aligned = ((uintptr_t)payload + alignment - 1) & ~(uintptr_t)(alignment - 1);
    if (aligned == (uintptr_t)payload) return payload;
    // The class below the room that is left: whoever reuses the block must fit.
    uint32_t left = (uint32_t)((uintptr_t)header_of(payload) + header_of(payload)->size - (aligned - HEADER));
    uint32_t rounded = left;
    uint32_t class = class_of(&rounded);
    header_of((void *)aligned)->size = left;
    header_of((void *)aligned)->class = rounded > left ? class - 1 : class;
    return (void *)aligned;
}

int posix_memalign(void **into, size_t alignment, size_t size) {
    *into = aligned_alloc(alignment, size);
    return *into ? 0 : 12;  // ENOMEM
}

size_t malloc_usable_size(void *payload) {
    return payload ? header_of(payload)->size - HEADER : 0;
}

void *swiftlet_arena(size_t size) {
    void *payload = malloc(size);
    if (!payload) __builtin_trap();
    return payload;
}

static uint32_t headroom = HEADROOM;

void swiftlet_reserve(size_t size) {
    if (size > headroom && size <= SIZE_LIMIT / 2) headroom = size;
}

const swiftlet_head *swiftlet_request_head;

/// Called after initialisation: leaves the request area and some headroom for what requests allocate.
uint32_t swiftlet_request_area(uint32_t capacity) {
    // Cut exactly: a class would round tens of kilobytes up by a quarter.
    void *area = malloc(0);
    if (!area || capacity > SIZE_LIMIT || !reach(heap.bump + capacity + HEADROOM)) return 0;
    if (headroom > HEADROOM) reach(heap.bump + capacity + headroom);
    heap.bump += (capacity + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    swiftlet_request_head = area;
    return (uint32_t)(uintptr_t)area;
}

#else

#include <stdlib.h>

// Built natively (unit tests of workers, and the host, which reads JSON with the same code), the arena is the C library's
// heap. What is allocated outside of a scope is not given back.

/// Before each allocation of a scope.
typedef struct swiftlet_block {
    struct swiftlet_block *before;
    size_t padding;
} swiftlet_block;

static _Thread_local struct {
    /// The newest block of the scopes that are open.
    swiftlet_block *newest;
    size_t depth;
} scopes;

void *swiftlet_arena(size_t size) {
    if (scopes.depth == 0) {
        void *block = malloc(size ? size : 1);
        if (!block) abort();
        return block;
    }
    swiftlet_block *block = size > SIZE_MAX - sizeof *block ? NULL : malloc(sizeof *block + size);
    if (!block) abort();
    block->before = scopes.newest;
    scopes.newest = block;
    return block + 1;
}

void *swiftlet_scope_open(void) {
    scopes.depth += 1;
    return scopes.newest;
}

void swiftlet_scope_close(void *mark) {
    while (scopes.newest != mark) {
        swiftlet_block *block = scopes.newest;
        scopes.newest = block->before;
        free(block);
    }
    scopes.depth -= 1;
}

void swiftlet_reserve(size_t size) {
    (void)size;
}

#endif
