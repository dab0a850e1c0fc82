#pragma once
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <termios.h>

// Macros with arguments, or with types that Swift does not import.
static inline uint32_t swiftlet_scmp_errno(int code) { return SCMP_ACT_ERRNO(code); }
static inline uint64_t swiftlet_ioctl_tcgets(void) { return TCGETS; }
static inline uint64_t swiftlet_ioctl_fionbio(void) { return FIONBIO; }
static inline uint64_t swiftlet_ioctl_fioclex(void) { return FIOCLEX; }
static inline uint64_t swiftlet_ioctl_fionread(void) { return FIONREAD; }
static inline uint64_t swiftlet_ioctl_outq(void) { return TIOCOUTQ; }
