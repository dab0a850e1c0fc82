internal import CWorkerABI

/// Where the body of `Body.stream` goes, part by part: to the client, as it is written.
///
/// Every `write` is one call of the host and leaves the isolate at once, so that the client sees it; it suspends while the
/// client is slow. Nothing is kept: a body of any length takes no memory. A client that goes away ends the isolate.
public struct BodyWriter: ~Copyable {
    /// What was written, if it is for somebody in the isolate and not for the client.
    private var collected: [UInt8] = []
    /// Bytes that may be collected; nil: they go to the client.
    private let limit: Int?

    /// Writes to the client.
    init() {
        limit = nil
    }

    /// Keeps what is written.
    init(collecting limit: Int) {
        self.limit = limit
    }

    /// Writes a literal: not even copied.
    public mutating func write(_ text: StaticString) throws(WorkerError) {
        try write(Bytes(text))
    }

    // Disfavoured, so that a literal takes the overload above.
    /// Writes `text`'s UTF-8.
    @_disfavoredOverload
    public mutating func write(_ text: String) throws(WorkerError) {
        var failure: WorkerError?
        text.withBytes { utf8 in
            do throws(WorkerError) { try write(utf8) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Writes `bytes`.
    @export(interface)
    public mutating func write(_ bytes: Bytes) throws(WorkerError) {
        try unsafe bytes.withUnsafeBytes { buffer throws(WorkerError) in try unsafe write(buffer) }
    }

    /// Writes `bytes`.
    @export(interface)
    public mutating func write(_ bytes: [UInt8]) throws(WorkerError) {
        var failure: WorkerError?
        unsafe bytes.withUnsafeBytes { buffer in
            do throws(WorkerError) { try unsafe write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    @export(interface)
    private mutating func write(_ buffer: UnsafeRawBufferPointer) throws(WorkerError) {
        // No bytes would be the body's end.
        guard buffer.count > 0 else { return }
        guard let limit else { return try unsafe Host.write(buffer) }
        guard buffer.count <= limit - collected.count else { throw .limit }
        unsafe collected.append(contentsOf: buffer)
    }

    /// What was collected.
    consuming func finish() -> [UInt8] {
        collected
    }
}
