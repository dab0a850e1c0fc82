#pragma once
#include <uv.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// Swift imports each libuv handle as its own struct and knows nothing of their common beginning: these casts are free.
static inline uv_handle_t *swiftlet_uv_handle(void *handle) { return (uv_handle_t *)handle; }
static inline uv_stream_t *swiftlet_uv_stream(uv_tcp_t *tcp) { return (uv_stream_t *)tcp; }

// `data` sits in an anonymous macro-made part of every handle; one accessor serves them all.
static inline void *swiftlet_uv_data(const void *handle) { return ((const uv_handle_t *)handle)->data; }
static inline void swiftlet_uv_set_data(void *handle, void *data) { ((uv_handle_t *)handle)->data = data; }
static inline uv_loop_t *swiftlet_uv_loop_of(const void *handle) { return ((const uv_handle_t *)handle)->loop; }

// glibc hides it from who does not ask for GNU's extensions.
int accept4(int socket, struct sockaddr *restrict address, socklen_t *restrict length, int flags);

/// A waiting connection of a listening socket, neither blocking nor inherited; -1 and errno.
static inline int swiftlet_accept(int socket) {
    return accept4(socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

// Hidden likewise.
int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask);

/// Lets timeouts of the calling thread pass to the nanosecond, where 50 microseconds late is the default. `prctl` is
/// variadic.
static inline int swiftlet_make_timeouts_exact(void) { return prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); }

enum { swiftlet_processors_max = 1024 };

/// Whether the calling thread may run on a processor. The macros that look into a `cpu_set_t` are GNU's.
static inline int swiftlet_may_run_on(int processor) {
    unsigned long mask[swiftlet_processors_max / (8 * sizeof(unsigned long))] = {0};
    if (syscall(SYS_sched_getaffinity, 0, sizeof mask, mask) < 0) return 0;
    size_t bits = 8 * sizeof(unsigned long);
    return (mask[(size_t)processor / bits] >> ((size_t)processor % bits)) & 1;
}
/// Lets the calling thread, and those that it makes, run there only; 0, or -1 and errno.
static inline int swiftlet_run_on(const int *processors, int count) {
    unsigned long mask[swiftlet_processors_max / (8 * sizeof(unsigned long))] = {0};
    size_t bits = 8 * sizeof(unsigned long);
    for (int i = 0; i < count; i++) mask[(size_t)processors[i] / bits] |= 1UL << ((size_t)processors[i] % bits);
    return (int)syscall(SYS_sched_setaffinity, 0, sizeof mask, mask);
}

/// The calling process ends when the thread that made it does; nothing is left over then. `prctl` is variadic.
static inline int swiftlet_end_with_parent(void) { return prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0UL, 0UL, 0UL); }
