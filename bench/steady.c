/// Makes a program repeat itself to the instruction, and says when to count. Loaded with LD_PRELOAD.
///
/// STEADY_FILE names a file of `struct control`, shared with the program that asks. It orders a dump of callgrind's counts,
/// which happens at the next `read` that has data: between two dumps lie whole requests, from one read to another.
///
/// What makes one run differ from the next is taken away: slices of guests, clocks and what waits for them, random numbers
/// (Rust's hash tables are seeded by them).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

struct control {
    /// Set: dump at the next read. Zero again when it is done.
    _Atomic uint64_t dump;
    /// Reads that had data, so far.
    _Atomic uint64_t reads;
    /// Twice as many instructions are wasted by each of them: how the gate is proved (prove_gate.py).
    _Atomic uint64_t spin;
    /// Time stands still, but for a microsecond each time that it is asked for.
    _Atomic uint64_t steady;
};

static struct control none;
static struct control *control = &none;
static ssize_t (*next_read)(int, void *, size_t);
static int (*next_clock)(clockid_t, struct timespec *);
static int (*next_wait)(int, struct epoll_event *, int, int, const sigset_t *);

__attribute__((constructor)) static void start(void) {
    next_read = (ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
    next_clock = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    next_wait = (int (*)(int, struct epoll_event *, int, int, const sigset_t *))dlsym(RTLD_NEXT, "epoll_pwait");
    const char *path = getenv("STEADY_FILE");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *shared = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (shared != MAP_FAILED) control = shared;
}

static int is_steady(void) { return atomic_load_explicit(&control->steady, memory_order_relaxed) != 0; }

/// A guest's slice ends with an epoch: here none ever ends.
void wasmtime_engine_increment_epoch(void *engine) { (void)engine; }

enum { clocks_max = 16 };

int clock_gettime(clockid_t clock, struct timespec *time) {
    static __thread struct timespec since[clocks_max];
    static __thread uint64_t asked[clocks_max];
    if (!next_clock) return -1;
    if (!is_steady() || clock < 0 || clock >= clocks_max) return next_clock(clock, time);
    if (asked[clock]++ == 0) next_clock(clock, &since[clock]);
    uint64_t nanoseconds = (uint64_t)since[clock].tv_nsec + asked[clock] * 1000;
    time->tv_sec = since[clock].tv_sec + (time_t)(nanoseconds / 1000000000);
    time->tv_nsec = (long)(nanoseconds % 1000000000);
    return 0;
}

/// Nobody waits for a time that does not come: on a busy machine a loop would wake up in vain.
int epoll_pwait(int poll, struct epoll_event *events, int count, int timeout, const sigset_t *mask) {
    return next_wait(poll, events, count, timeout > 0 && is_steady() ? -1 : timeout, mask);
}

int epoll_wait(int poll, struct epoll_event *events, int count, int timeout) {
    return epoll_pwait(poll, events, count, timeout, NULL);
}

/// SplitMix64: the same numbers in each run.
ssize_t getrandom(void *into, size_t size, unsigned flags) {
    static _Atomic uint64_t state;
    (void)flags;
    for (size_t i = 0; i < size; i++) {
        uint64_t z = atomic_fetch_add(&state, 0x9E3779B97F4A7C15u) + 0x9E3779B97F4A7C15u;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        ((unsigned char *)into)[i] = (unsigned char)(z >> 56);
    }
    return (ssize_t)size;
}

int getentropy(void *into, size_t size) {
    getrandom(into, size, 0);
    return 0;
}

/// Two instructions each time.
static void waste(uint64_t times) {
    if (times == 0) return;
#if defined(__x86_64__)
    __asm__ volatile("1: decq %0\n\tjnz 1b" : "+r"(times) : : "cc");
#elif defined(__aarch64__)
    __asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(times) : : "cc");
#else
#error "which instructions waste time here?"
#endif
}

ssize_t read(int file, void *into, size_t size) {
    ssize_t count = next_read(file, into, size);
    if (count <= 0) return count;
    atomic_fetch_add_explicit(&control->reads, 1, memory_order_relaxed);
    waste(atomic_load_explicit(&control->spin, memory_order_relaxed));
    if (atomic_load_explicit(&control->dump, memory_order_acquire)) {
        CALLGRIND_DUMP_STATS;
        atomic_store_explicit(&control->dump, 0, memory_order_release);
    }
    return count;
}
