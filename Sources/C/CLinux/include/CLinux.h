// What the kernel has and Swift cannot reach: Landlock, which has no C library (and Debian 12's header knows its second
// version only), and what is variadic: syscall and prctl.
#ifndef SWIFTLET_CLINUX_H
#define SWIFTLET_CLINUX_H

#include <linux/capability.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// Hidden by the headers without _GNU_SOURCE.
enum { SWIFTLET_O_PATH = 010000000, SWIFTLET_CLONE_THREAD = 0x10000 };

// Landlock: landlock(7). A version that the kernel does not know reads only the beginning of a struct: `size` says how
// much of it is meant, and bits that it does not know are refused.

/// `struct landlock_ruleset_attr`: what is forbidden unless a rule allows it.
struct swiftlet_landlock_ruleset {
    uint64_t files;
    /// From version 4 on.
    uint64_t network;
    /// From version 6 on.
    uint64_t scopes;
};

/// `struct landlock_path_beneath_attr`.
struct swiftlet_landlock_path {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

/// `struct landlock_net_port_attr`.
struct swiftlet_landlock_port {
    uint64_t allowed;
    uint64_t port;
};

/// The version of Landlock that the kernel has in force; negative: none, see errno.
static inline int swiftlet_landlock_version(void) {
    return (int)syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1U);
}
/// A descriptor; negative: see errno.
static inline int swiftlet_landlock_create(const struct swiftlet_landlock_ruleset *ruleset, size_t size) {
    return (int)syscall(SYS_landlock_create_ruleset, ruleset, size, 0U);
}
static inline int swiftlet_landlock_add_path(int ruleset, const struct swiftlet_landlock_path *rule) {
    return (int)syscall(SYS_landlock_add_rule, ruleset, 1, rule, 0U);
}
static inline int swiftlet_landlock_add_port(int ruleset, const struct swiftlet_landlock_port *rule) {
    return (int)syscall(SYS_landlock_add_rule, ruleset, 2, rule, 0U);
}
/// Holds for the calling thread and those that it starts from now on.
static inline int swiftlet_landlock_restrict(int ruleset) {
    return (int)syscall(SYS_landlock_restrict_self, ruleset, 0U);
}

/// Whether the kernel can refuse system calls by a filter.
static inline int swiftlet_has_seccomp(void) {
    uint32_t action = SECCOMP_RET_ERRNO;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0U, &action) == 0;
}
static inline int swiftlet_set_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L); }
static inline int swiftlet_set_dumpable(int flag) { return prctl(PR_SET_DUMPABLE, (long)flag, 0L, 0L, 0L); }
/// Of the calling thread, and of those that it starts from now on: all of them.
static inline int swiftlet_drop_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
    prctl(PR_CAP_AMBIENT, (long)PR_CAP_AMBIENT_CLEAR_ALL, 0L, 0L, 0L);
    return (int)syscall(SYS_capset, &header, none);
}

#endif
