internal import HTTP
internal import SwiftletFormats

/// An answer that comes line by line (application/x-ndjson), each line a chunk. What cannot be sent is forgotten: whatever
/// is told of goes on without a listener. One thread.
final class LineWriter {
    private let connection: AdminConnection
    private let keepAlive: Bool
    private(set) var hasBegun = false
    /// The client has gone.
    private(set) var hasFailed = false

    /// What is told on the way to a result must not wait for whoever listens: locks are held meanwhile.
    private var isOffering = false

    init(_ connection: AdminConnection, keepAlive: Bool) {
        self.connection = connection
        self.keepAlive = keepAlive
    }

    func begin() {
        guard !hasBegun else { return }
        hasBegun = true
        let answer = Answer(status: 200, mediaType: "application/x-ndjson", body: [])
        send(answer.head(keepAlive: keepAlive, isChunked: true))
    }

    /// One on the way to a result: it is sent at once as far as the client takes it, and the rest with what comes later.
    /// Of a client that takes nothing for too long the later ones are dropped; each is told but for the result.
    func offer(_ value: some AdminValue) {
        guard connection.stream.unsentCount < AdminLimits.progressBytesMax else { return }
        isOffering = true
        write(value)
        isOffering = false
    }

    func write(_ value: some AdminValue) {
        write(all: CollectionOfOne(value))
    }

    /// Several in one chunk.
    func write<Value: AdminValue>(all values: some Collection<Value>) {
        guard !values.isEmpty else { return }
        begin()
        guard !hasFailed else { return }
        var lines: [UInt8] = []
        for value in values {
            lines.append(contentsOf: value.jsonText)
            lines.append(UInt8(ascii: "\n"))
        }
        var chunk = ByteBuffer(capacity: lines.count + 32)
        chunk.appendChunkHeader(length: lines.count)
        unsafe lines.withUnsafeBytes { unsafe chunk.append($0) }
        chunk.appendChunkEnd()
        send(chunk)
    }

    /// Whether the client has got all of it.
    func finish() -> Bool {
        begin()
        var end = ByteBuffer()
        end.appendLastChunk()
        send(end)
        return !hasFailed
    }

    private func send(_ bytes: borrowing ByteBuffer) {
        guard !hasFailed else { return }
        do throws(WireError) {
            if isOffering {
                _ = try unsafe connection.stream.offer(bytes.readable)
                return
            }
            try unsafe connection.stream.write(
                bytes.readable, stallMilliseconds: connection.server.limits.stallMilliseconds)
        } catch {
            hasFailed = true
        }
    }
}
