internal import CUV
internal import Glibc

/// Delivers a Unix signal on a loop's thread. Keeps itself alive until closed.
@safe package final class Signal {
    package enum Number: Sendable {
        case interrupt, terminate
    }

    private let handle: UnsafeMutablePointer<uv_signal_t>
    private let action: () -> Void
    private var isClosing = false

    /// Closures are fine here: signals are rare.
    package init(loop: Loop, _ number: Number, action: @escaping () -> Void) throws(LoopError) {
        unsafe handle = .allocate(capacity: 1)
        self.action = action
        try LoopError.check(unsafe uv_signal_init(loop.pointer, handle), "uv_signal_init")
        unsafe swiftlet_uv_set_data(handle, Unmanaged.passRetained(self).toOpaque())
        let code = number == .interrupt ? SIGINT : SIGTERM
        try LoopError.check(unsafe uv_signal_start(handle, onSignal, code), "uv_signal_start")
    }

    package func close() {
        guard !isClosing else { return }
        isClosing = true
        unsafe uv_close(swiftlet_uv_handle(handle), onSignalClosed)
    }

    /// Call once, before any thread is made.
    ///
    /// A peer that is gone must not end the process: writing to it fails with EPIPE instead. Nor must a limit on the size of
    /// files (RLIMIT_FSIZE): what would be written beyond fails with EFBIG. And whoever started us may have blocked the signals
    /// that end us in order, which a process inherits.
    package static func prepareProcess() {
        _ = Glibc.signal(SIGPIPE, SIG_IGN)
        _ = Glibc.signal(SIGXFSZ, SIG_IGN)
        var ending = sigset_t()
        unsafe sigemptyset(&ending)
        unsafe sigaddset(&ending, SIGTERM)
        unsafe sigaddset(&ending, SIGINT)
        _ = unsafe pthread_sigmask(SIG_UNBLOCK, &ending, nil)
    }

    /// From now on this process is killed when the thread that started it ends.
    package static func endWithParent() { _ = swiftlet_end_with_parent() }

    fileprivate func fired() { action() }

    fileprivate func closed() { unsafe handle.deallocate() }
}

private let onSignal: uv_signal_cb = { handle, _ in
    unsafe Unmanaged<Signal>.fromOpaque(swiftlet_uv_data(handle)).takeUnretainedValue().fired()
}

private let onSignalClosed: uv_close_cb = { handle in
    unsafe Unmanaged<Signal>.fromOpaque(swiftlet_uv_data(handle)).takeRetainedValue().closed()
}
