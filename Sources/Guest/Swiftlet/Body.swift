internal import CWorkerABI

/// A message's body: bytes that the worker has, or a stream that the host holds until somebody asks.
///
/// A streamed body can be read, or passed on with its message, once. A body that is passed on unread never enters the
/// isolate.
public struct Body {
    enum Source {
        case none
        case held(Bytes)
        /// `handle` of the message in the host; `length` where its head says it.
        case stream(handle: Int32, length: Int?)
        /// Written part by part when it is wanted.
        case made(BodyProducer)
    }

    private(set) var source: Source

    init(_ source: Source) {
        self.source = source
    }

    /// No body.
    public static var none: Body { Body(.none) }

    /// Bytes that are there already, such as another body's: not copied.
    public static func bytes(_ bytes: Bytes) -> Body {
        Body(.held(bytes))
    }

    /// A copy of `bytes`.
    public static func bytes(_ bytes: [UInt8]) -> Body {
        Body(.held(Bytes(copying: bytes)))
    }

    /// A literal: not even copied.
    public static func text(_ text: StaticString) -> Body {
        Body(.held(Bytes(text)))
    }

    // Disfavoured, so that a literal takes the overload above: the only way to tell the two apart.
    /// A copy of `text`'s UTF-8.
    @_disfavoredOverload
    public static func text(_ text: String) -> Body {
        Body(.held(Bytes(copying: text)))
    }

    /// The whole body; suspends until its last byte is there.
    ///
    /// - Parameter limit: Bytes. The isolate's memory is a limit too, and to reach that one is a trap: name what you expect.
    /// - Throws: `.limit` when it is longer than `limit` (before anything is read, if the head says so), `.bodyUsed` when
    ///   it was read or passed on already, `.unreachable` or `.timeout` when the sender broke off.
    @export(interface)
    public func bytes(limit: Int = .max) throws(WorkerError) -> Bytes {
        switch source {
        case .none:
            return Bytes()
        case .held(let bytes):
            guard bytes.count <= limit else { throw .limit }
            return bytes
        case .stream(let handle, let length):
            return try Body.collect(handle, length: length, limit: limit)
        case .made(let producer):
            return try producer.collect(limit)
        }
    }

    /// The whole body as text; what is no UTF-8 becomes U+FFFD. Suspends, and throws, as `bytes(limit:)` does.
    @export(interface)
    public func text(limit: Int = .max) throws(WorkerError) -> String {
        try bytes(limit: limit).text
    }

    /// The next part of the body, of at most `size` bytes (at least 1); nil after the last. Suspends until one is there.
    ///
    ///     var body = request.body
    ///     while let part = try body.next() { count += part.count }
    ///
    /// - Throws: `.bodyUsed` when it was read whole or passed on, `.unreachable` or `.timeout` when the sender broke off.
    ///   A body of `Body.stream` is collected first, and `.limit` when it is longer than 8 MiB.
    @export(interface)
    public mutating func next(size: Int = 16384) throws(WorkerError) -> [UInt8]? {
        let size = max(size, 1)
        switch source {
        case .none:
            return nil
        case .held(let bytes):
            guard bytes.count > 0 else { return nil }
            let part = bytes.slice(0..<min(size, bytes.count))
            source = .held(bytes.slice(part.count..<bytes.count))
            return Array(part)
        case .stream(let handle, let length):
            guard length != 0 else { return nil }
            guard Host.use(of: handle) != .gone else { throw .bodyUsed }
            Host.mark(handle, .begun)
            var failure: WorkerError?
            let part = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                do throws(WorkerError) {
                    count = try unsafe Host.read(handle, into: UnsafeMutableRawBufferPointer(buffer))
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            if part.isEmpty { source = .none }
            return part.isEmpty ? nil : part
        case .made(let producer):
            // Its code writes all or nothing: it cannot be left in the middle.
            source = .held(try producer.collect(Body.collectedMax))
            return try next(size: size)
        }
    }

    /// Bytes of a body that is made part by part and has to be collected where nobody says how long it may be: what the
    /// host takes as the body of a message.
    static let collectedMax = 8 << 20

    /// Room for a body whose length nobody said; doubled whenever it is full.
    private static let roomWithoutLength = 4096

    @export(interface)
    private static func collect(_ handle: Int32, length: Int?, limit: Int) throws(WorkerError) -> Bytes {
        guard length != 0 else { return Bytes() }
        guard Host.use(of: handle) == .untouched else { throw .bodyUsed }
        guard length ?? 0 <= limit, length != .max else { throw .limit }
        Host.mark(handle, .gone)
        var room = max(length ?? roomWithoutLength, 1)
        var start = unsafe swiftlet_arena(room)
        var count = 0
        // A length that was announced is exact: the host sees to that. No call is needed to learn of the end.
        while count != length {
            if count == room {
                let larger = unsafe swiftlet_arena(room * 2)
                unsafe larger.copyMemory(from: start, byteCount: count)
                unsafe start = larger
                room *= 2
            }
            let free = unsafe UnsafeMutableRawBufferPointer(start: start + count, count: room - count)
            let got = try unsafe Host.read(handle, into: free)
            if got == 0 { break }
            count += got
            guard count <= limit else { throw .limit }
        }
        return unsafe Bytes(start: UnsafePointer(start.assumingMemoryBound(to: UInt8.self)), count: count)
    }
}
