internal import HTTP
package import Loop

/// An origin that answers every request with the same bytes, after the same delay, on the generator's own loop.
///
/// Keeps itself alive through its listener; `close` ends it. One thread.
@safe package final class MockOrigin {
    let loop: Loop
    let response: [UInt8]
    /// Milliseconds, which is how exact libuv's timers are.
    let delay: UInt64
    private var listener: TCPListener?
    private var connections: [ObjectIdentifier: MockOriginConnection] = [:]
    /// Where it listens, on a port of the kernel's choice.
    package private(set) var address: Address
    package private(set) var requestCount = 0

    /// - Parameter response: head and body, with a `Content-Length`.
    package init(loop: Loop, response: [UInt8], delay: Duration = .zero) throws(LoadError) {
        self.loop = loop
        self.response = response
        self.delay = UInt64(max(.zero, delay) / .milliseconds(1))
        guard let any = Address(host: "127.0.0.1", port: 0) else {
            throw LoadError(.system, "127.0.0.1 is no address here")
        }
        address = any
        do throws(LoopError) {
            let listener = unsafe try TCPListener(
                loop: loop, address: any, context: Unmanaged.passUnretained(self).toOpaque()
            ) { context in
                unsafe Unmanaged<MockOrigin>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.accept() }
            }
            self.listener = listener
            address = listener.address ?? any
        } catch {
            throw LoadError(.system, "a double of an origin: \(error)")
        }
    }

    package func close() {
        listener?.close()
        listener = nil
        for connection in Array(connections.values) { connection.close() }
    }

    private func accept() {
        guard let listener, let connection = try? MockOriginConnection(origin: self) else { return }
        guard connection.take(from: listener) else { return connection.close() }
        connections[ObjectIdentifier(connection)] = connection
    }

    func counted() { requestCount += 1 }

    func isGone(_ connection: MockOriginConnection) { connections[ObjectIdentifier(connection)] = nil }
}
