#pragma once
#include <uv.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
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
