/// Counts heap allocations of a process, by who asks for them. Loaded with LD_PRELOAD.
///
/// The counters live in the file that ALLOCCOUNT_FILE names (four 64-bit integers, see `counters`), so that another
/// process can read them at any two moments and subtract: what lies between is the steady state.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

struct counters {
    /// By libssl and libcrypto: theirs to answer for.
    _Atomic uint64_t openssl;
    /// By libwasmtime.
    _Atomic uint64_t wasmtime;
    /// By libuv.
    _Atomic uint64_t libuv;
    /// By everything else: our own code, Swift's runtime, libc.
    _Atomic uint64_t own;
};

static struct counters unmapped;
static struct counters *counters = &unmapped;

/// Where the code of one library lies.
struct range {
    uintptr_t from, to;
    _Atomic uint64_t *counter;
};

enum { ranges_max = 8 };
static struct range ranges[ranges_max];
static int range_count;

static _Atomic uint64_t *counter_of(const char *path) {
    const char *name = strrchr(path, '/');
    name = name ? name + 1 : path;
    if (!strncmp(name, "libssl", 6) || !strncmp(name, "libcrypto", 9)) return &counters->openssl;
    if (!strncmp(name, "libwasmtime", 11)) return &counters->wasmtime;
    if (!strncmp(name, "libuv", 5)) return &counters->libuv;
    return NULL;
}

static int remember(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size;
    (void)context;
    _Atomic uint64_t *counter = counter_of(object->dlpi_name);
    for (int i = 0; counter && i < object->dlpi_phnum && range_count < ranges_max; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        if (header->p_type != PT_LOAD || !(header->p_flags & PF_X)) continue;
        uintptr_t from = object->dlpi_addr + header->p_vaddr;
        ranges[range_count++] = (struct range){from, from + header->p_memsz, counter};
    }
    return 0;
}

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("ALLOCCOUNT_FILE");
    if (!path) return;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0 || ftruncate(file, sizeof *counters) != 0) return;
    void *shared = mmap(NULL, sizeof *counters, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (shared == MAP_FAILED) return;
    counters = shared;
    dl_iterate_phdr(remember, NULL);
}

static void count(void *caller) {
    uintptr_t address = (uintptr_t)caller;
    _Atomic uint64_t *counter = &counters->own;
    for (int i = 0; i < range_count; i++) {
        if (address >= ranges[i].from && address < ranges[i].to) counter = ranges[i].counter;
    }
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

void *malloc(size_t size) {
    count(__builtin_return_address(0));
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count(__builtin_return_address(0));
    return __libc_calloc(number, size);
}

void *realloc(void *pointer, size_t size) {
    count(__builtin_return_address(0));
    return __libc_realloc(pointer, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count(__builtin_return_address(0));
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **into, size_t alignment, size_t size) {
    count(__builtin_return_address(0));
    void *pointer = __libc_memalign(alignment, size);
    if (!pointer) return ENOMEM;
    *into = pointer;
    return 0;
}
