internal import CLinux
internal import CSeccomp
internal import Glibc

/// Which system calls the process may make from now on. seccomp(2), by libseccomp.
package enum SystemCallFilter {
    /// What becomes of a call that is not on the list.
    package enum Mode: String, Sendable, CaseIterable {
        /// It fails with EPERM.
        case enforce
        /// It is made, and the kernel's log names it.
        case log
        case off
    }

    /// "2.5.4", of the library that is loaded. The corresponding C function is `seccomp_version`.
    package static var libraryVersion: String {
        unsafe seccomp_version().map { unsafe "\($0.pointee.major).\($0.pointee.minor).\($0.pointee.micro)" } ?? ""
    }

    /// How many system calls are left.
    package static var allowedCount: Int { allowed.count + allowedWith.count }

    /// Whether the kernel has filters.
    package static var isAvailable: Bool { swiftlet_has_seccomp() != 0 }

    /// For all threads that there are, and those that they start. For good. `no_new_privs` must be set, or the process be
    /// root's.
    ///
    /// - Parameter allThreads: false: for the calling one alone, and those that it starts.
    package static func install(_ mode: Mode, allThreads: Bool = true) throws(HardeningError) {
        if mode == .off { return }
        let outcome = mode == .enforce ? swiftlet_scmp_errno(EPERM) : UInt32(SCMP_ACT_LOG)
        guard let filter = unsafe seccomp_init(outcome) else {
            throw HardeningError("seccomp", reason: "libseccomp refused its settings")
        }
        defer { unsafe seccomp_release(filter) }
        try check(unsafe seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, allThreads ? 1 : 0), "seccomp for all threads")
        // `no_new_privs` has its own key.
        try check(unsafe seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0), "seccomp")
        // A search tree instead of a list: calls that the kernel cannot answer from its own table are found in 9 steps.
        _ = unsafe seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2)
        for name in allowed { try unsafe add(filter, UInt32(SCMP_ACT_ALLOW), name) }
        for (name, alternatives) in allowedWith {
            for arguments in alternatives { try unsafe add(filter, UInt32(SCMP_ACT_ALLOW), name, arguments) }
        }
        for name in absent { try unsafe add(filter, swiftlet_scmp_errno(ENOSYS), name) }
        try check(unsafe seccomp_load(filter), "seccomp")
    }

    /// A condition on an argument of a call.
    struct Argument {
        var index: UInt32
        /// Only these bits are compared: the kernel takes no more of an `int`.
        var mask: UInt64 = 0xFFFF_FFFF
        var value: UInt64
    }

    private static func add(
        _ filter: UnsafeMutableRawPointer, _ action: UInt32, _ name: String, _ arguments: [Argument] = []
    ) throws(HardeningError) {
        let number = unsafe seccomp_syscall_resolve_name(name)
        // Of another architecture, or newer than the library: the kernel's own number is not known.
        if number < 0 { return }
        let comparisons = arguments.map {
            scmp_arg_cmp(arg: $0.index, op: SCMP_CMP_MASKED_EQ, datum_a: $0.mask, datum_b: $0.value)
        }
        try check(
            unsafe seccomp_rule_add_array(filter, action, number, UInt32(comparisons.count), comparisons),
            "seccomp rule for \(name)")
    }

    /// libseccomp gives negated error numbers.
    private static func check(_ result: Int32, _ operation: String) throws(HardeningError) {
        if result < 0 { throw HardeningError(operation, code: -result) }
    }
}
