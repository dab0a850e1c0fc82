internal import Loop

/// One listening address on one loop. Process lifetime.
@safe final class Listener {
    private let context: LoopContext
    /// In `Config.listeners`.
    let index: Int
    private var socket: TCPListener?

    init(context: LoopContext, index: Int, socket: BoundSocket) throws(LoopError) {
        self.context = context
        self.index = index
        self.socket = try unsafe TCPListener(
            loop: context.loop, socket: socket, context: Unmanaged.passUnretained(self).toOpaque()
        ) { context in
            unsafe Unmanaged<Listener>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.accept() }
        }
    }

    func close() { socket?.close() }

    private func accept() {
        guard let socket else { return }
        Connection.accept(from: socket, listener: index, context: context)
    }
}
