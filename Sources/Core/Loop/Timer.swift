internal import CUV

/// A one-shot or repeating timer on one loop's thread. Keeps itself alive until closed.
@safe package final class Timer {
    package typealias Action = @convention(c) (UnsafeMutableRawPointer) -> Void

    private let handle: UnsafeMutablePointer<uv_timer_t>
    private var context: UnsafeMutableRawPointer?
    private var action: Action?
    private var isClosing = false

    package init(loop: Loop) throws(LoopError) {
        unsafe handle = .allocate(capacity: 1)
        try LoopError.check(unsafe uv_timer_init(loop.pointer, handle), "uv_timer_init")
        unsafe swiftlet_uv_set_data(handle, Unmanaged.passRetained(self).toOpaque())
    }

    /// `action` gets `context`, which must outlive the timer.
    package func setAction(context: UnsafeMutableRawPointer, _ action: @escaping Action) {
        unsafe self.context = context
        unsafe self.action = action
    }

    /// Milliseconds; `every` 0: once.
    package func start(after: UInt64, every: UInt64 = 0) {
        guard !isClosing else { return }
        _ = unsafe uv_timer_start(handle, onTimer, after, every)
    }

    package func stop() {
        guard !isClosing else { return }
        _ = unsafe uv_timer_stop(handle)
    }

    package func close() {
        guard !isClosing else { return }
        isClosing = true
        unsafe uv_close(swiftlet_uv_handle(handle), onTimerClosed)
    }

    fileprivate func fired() {
        guard let action = unsafe action, let context = unsafe context else { return }
        unsafe action(context)
    }

    fileprivate func closed() { unsafe handle.deallocate() }
}

private let onTimer: uv_timer_cb = { handle in
    unsafe Unmanaged<Timer>.fromOpaque(swiftlet_uv_data(handle))._withUnsafeGuaranteedRef { $0.fired() }
}

private let onTimerClosed: uv_close_cb = { handle in
    unsafe Unmanaged<Timer>.fromOpaque(swiftlet_uv_data(handle)).takeRetainedValue().closed()
}
