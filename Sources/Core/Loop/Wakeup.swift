internal import CUV
internal import Synchronization

/// Hands work from other threads to a loop's thread. Lives as long as the loop.
///
/// Sendable because the queue is behind a mutex and `uv_async_send` is the one libuv function that any thread may call.
@safe final class Wakeup: @unchecked Sendable {
    private struct Queue {
        var actions: [@Sendable () -> Void] = []
        var isClosed = false
    }

    private let handle: UnsafeMutablePointer<uv_async_t>
    private let queue = Mutex(Queue())

    init(loop: Loop) throws(LoopError) {
        unsafe handle = .allocate(capacity: 1)
        try LoopError.check(unsafe uv_async_init(loop.pointer, handle, onWakeup), "uv_async_init")
        unsafe swiftlet_uv_set_data(handle, Unmanaged.passUnretained(self).toOpaque())
    }

    func post(_ action: @escaping @Sendable () -> Void) {
        queue.withLock { queue in
            guard !queue.isClosed else { return }
            queue.actions.append(action)
            // Within the lock: the handle cannot be closed between the check and the call.
            _ = unsafe uv_async_send(handle)
        }
    }

    /// On the loop's thread. Later posts are dropped, and those that wait: what they hold is let go of, since somebody
    /// may wait for that.
    func close() {
        let dropped: [@Sendable () -> Void]? = queue.withLock { queue in
            guard !queue.isClosed else { return nil }
            defer { queue = Queue(actions: [], isClosed: true) }
            return queue.actions
        }
        guard dropped != nil else { return }
        _ = unsafe Unmanaged.passRetained(self)
        unsafe uv_close(swiftlet_uv_handle(handle), onWakeupClosed)
    }

    fileprivate func run() {
        let actions = queue.withLock { queue in
            defer { queue.actions = [] }
            return queue.actions
        }
        for action in actions { action() }
    }

    fileprivate func closed() { unsafe handle.deallocate() }
}

/// The part of a loop that other threads may hold.
package struct Poster: Sendable {
    private let wakeup: Wakeup

    init(_ wakeup: Wakeup) { self.wakeup = wakeup }

    package func post(_ action: @escaping @Sendable () -> Void) { wakeup.post(action) }
}

private let onWakeup: uv_async_cb = { handle in
    unsafe Unmanaged<Wakeup>.fromOpaque(swiftlet_uv_data(handle)).takeUnretainedValue().run()
}

private let onWakeupClosed: uv_close_cb = { handle in
    unsafe Unmanaged<Wakeup>.fromOpaque(swiftlet_uv_data(handle)).takeRetainedValue().closed()
}
