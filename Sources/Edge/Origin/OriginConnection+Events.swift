internal import Loop

/// What the stream tells its connection: named thunks, and the settling behind each event.
extension OriginConnection {
    static let events = unsafe StreamEvents(
        received: { context, bytes, count in
            unsafe OriginConnection.of(context) { unsafe $0.received(bytes, count) }
        },
        ended: { context, code in unsafe OriginConnection.of(context) { $0.ended(code) } },
        drained: { context, code in unsafe OriginConnection.of(context) { $0.drained(code) } },
        connected: { context, code in unsafe OriginConnection.of(context) { $0.connected(code) } },
        closed: { context in unsafe Unmanaged<OriginConnection>.fromOpaque(context).release() })

    private static func of(_ context: StreamEvents.Context, _ body: (OriginConnection) -> Void) {
        unsafe Unmanaged<OriginConnection>.fromOpaque(context)._withUnsafeGuaranteedRef { connection in
            body(connection)
            connection.scratch.settle()
        }
    }
}
