internal import CUV

/// Hears of both ends of a loop's work on events: before it asks the system for more, and after those that came have been
/// handled. Costs two calls per turn of the loop. Keeps itself alive until closed.
@safe package final class PollWatch {
    package typealias Action = @convention(c) (UnsafeMutableRawPointer) -> Void

    private let prepare: UnsafeMutablePointer<uv_prepare_t>
    private let check: UnsafeMutablePointer<uv_check_t>
    private let context: UnsafeMutableRawPointer
    private let before: Action
    private let after: Action
    private var isClosing = false
    private var openHandles = 2

    /// - Parameters:
    ///   - context: for both; must outlive the watch.
    ///   - before: the loop is about to poll; its `now` is when this turn began.
    ///   - after: the events have been handled; its `now` is when the poll returned with them.
    package init(
        loop: Loop, context: UnsafeMutableRawPointer, before: @escaping Action, after: @escaping Action
    ) throws(LoopError) {
        unsafe prepare = .allocate(capacity: 1)
        unsafe check = .allocate(capacity: 1)
        unsafe self.context = context
        unsafe self.before = before
        unsafe self.after = after
        try LoopError.check(unsafe uv_prepare_init(loop.pointer, prepare), "uv_prepare_init")
        try LoopError.check(unsafe uv_check_init(loop.pointer, check), "uv_check_init")
        unsafe swiftlet_uv_set_data(prepare, Unmanaged.passRetained(self).toOpaque())
        unsafe swiftlet_uv_set_data(check, Unmanaged.passRetained(self).toOpaque())
        _ = unsafe uv_prepare_start(prepare, onPrepare)
        _ = unsafe uv_check_start(check, onCheck)
    }

    package func close() {
        guard !isClosing else { return }
        isClosing = true
        unsafe uv_close(swiftlet_uv_handle(prepare), onPollWatchClosed)
        unsafe uv_close(swiftlet_uv_handle(check), onPollWatchClosed)
    }

    fileprivate func polls() { unsafe before(context) }

    fileprivate func polled() { unsafe after(context) }

    fileprivate func closed() {
        openHandles -= 1
        guard openHandles == 0 else { return }
        unsafe prepare.deallocate()
        unsafe check.deallocate()
    }
}

private let onPrepare: uv_prepare_cb = { handle in
    unsafe Unmanaged<PollWatch>.fromOpaque(swiftlet_uv_data(handle))._withUnsafeGuaranteedRef { $0.polls() }
}

private let onCheck: uv_check_cb = { handle in
    unsafe Unmanaged<PollWatch>.fromOpaque(swiftlet_uv_data(handle))._withUnsafeGuaranteedRef { $0.polled() }
}

private let onPollWatchClosed: uv_close_cb = { handle in
    unsafe Unmanaged<PollWatch>.fromOpaque(swiftlet_uv_data(handle)).takeRetainedValue().closed()
}
