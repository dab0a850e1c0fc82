import Testing

@testable import Loop

/// A stream that keeps what happened to it, and may be told what to do then.
@safe final class TestStream {
    private(set) var stream: TCPStream?
    private(set) var received: [UInt8] = []
    private(set) var endCodes: [Int32] = []
    private(set) var drainCodes: [Int32] = []
    private(set) var connectCodes: [Int32] = []
    private(set) var closedCount = 0

    var onReceived: (TestStream) -> Void = { _ in }
    var onEnded: (TestStream) -> Void = { $0.stream?.close() }
    var onDrained: (TestStream) -> Void = { _ in }
    var onConnected: (TestStream) -> Void = { _ in }
    var onClosed: () -> Void = {}

    init(_ loop: Loop) throws {
        stream = try unsafe TCPStream(
            loop: loop, events: TestStream.events, context: Unmanaged.passUnretained(self).toOpaque())
        _ = unsafe Unmanaged.passRetained(self)
    }

    var text: String { String(decoding: received, as: UTF8.self) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool { unsafe bytes.withUnsafeBytes { unsafe stream?.send($0) ?? false } }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    func close() { stream?.close() }

    private static let events = unsafe StreamEvents(
        received: { context, bytes, count in
            unsafe of(context) {
                unsafe $0.received += UnsafeRawBufferPointer(start: bytes, count: count)
                $0.onReceived($0)
            }
        },
        ended: { context, code in
            unsafe of(context) {
                $0.endCodes.append(code)
                $0.onEnded($0)
            }
        },
        drained: { context, code in
            unsafe of(context) {
                $0.drainCodes.append(code)
                $0.onDrained($0)
            }
        },
        connected: { context, code in
            unsafe of(context) {
                $0.connectCodes.append(code)
                $0.onConnected($0)
            }
        },
        closed: { context in
            unsafe of(context) {
                $0.closedCount += 1
                $0.stream = nil
                $0.onClosed()
            }
            unsafe Unmanaged<TestStream>.fromOpaque(context).release()
        })

    private static func of(_ context: StreamEvents.Context, _ body: (TestStream) -> Void) {
        unsafe Unmanaged<TestStream>.fromOpaque(context)._withUnsafeGuaranteedRef { body($0) }
    }
}

/// A listener on a loopback port of the kernel's choice that hands over what it accepts.
@safe final class TestListener {
    private var listener: TCPListener?
    private let loop: Loop
    private let accepted: (TestStream) -> Void
    /// So many of the first connections are not taken.
    var ignoredCount = 0

    init(_ loop: Loop, _ accepted: @escaping (TestStream) -> Void) throws {
        self.loop = loop
        self.accepted = accepted
        let address = try #require(Address(host: "127.0.0.1", port: 0))
        listener = try unsafe TCPListener(
            loop: loop, address: address, context: Unmanaged.passUnretained(self).toOpaque()
        ) { context in
            unsafe Unmanaged<TestListener>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.accept() }
        }
    }

    var address: Address {
        get throws { try #require(listener?.address) }
    }

    func close() { listener?.close() }

    private func accept() {
        guard ignoredCount == 0 else { return ignoredCount -= 1 }
        guard let listener, let stream = try? TestStream(loop), let socket = stream.stream else { return }
        guard listener.take(into: socket) else { return stream.close() }
        socket.startReading()
        accepted(stream)
    }
}
