internal import CUV

/// Calls an action once in each turn of the loop, and keeps the loop from sleeping meanwhile: for work that is cut
/// into slices. Keeps itself alive until closed.
@safe package final class Turns {
    package typealias Action = @convention(c) (UnsafeMutableRawPointer) -> Void

    private let handle: UnsafeMutablePointer<uv_idle_t>
    private let context: UnsafeMutableRawPointer
    private let action: Action
    private var isActive = false
    private var isClosing = false

    package init(loop: Loop, context: UnsafeMutableRawPointer, action: @escaping Action) throws(LoopError) {
        unsafe handle = .allocate(capacity: 1)
        unsafe self.context = context
        unsafe self.action = action
        try LoopError.check(unsafe uv_idle_init(loop.pointer, handle), "uv_idle_init")
        unsafe swiftlet_uv_set_data(handle, Unmanaged.passRetained(self).toOpaque())
    }

    package func start() {
        guard !isActive, !isClosing else { return }
        isActive = true
        _ = unsafe uv_idle_start(handle, onTurn)
    }

    package func stop() {
        guard isActive else { return }
        isActive = false
        _ = unsafe uv_idle_stop(handle)
    }

    package func close() {
        guard !isClosing else { return }
        isClosing = true
        isActive = false
        unsafe uv_close(swiftlet_uv_handle(handle), onTurnsClosed)
    }

    fileprivate func turned() { unsafe action(context) }

    fileprivate func closed() { unsafe handle.deallocate() }
}

private let onTurn: uv_idle_cb = { handle in
    unsafe Unmanaged<Turns>.fromOpaque(swiftlet_uv_data(handle))._withUnsafeGuaranteedRef { $0.turned() }
}

private let onTurnsClosed: uv_close_cb = { handle in
    unsafe Unmanaged<Turns>.fromOpaque(swiftlet_uv_data(handle)).takeRetainedValue().closed()
}
