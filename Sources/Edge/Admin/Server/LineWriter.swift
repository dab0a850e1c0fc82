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
            try unsafe connection.stream.write(
                bytes.readable, stallMilliseconds: connection.server.limits.stallMilliseconds)
        } catch {
            hasFailed = true
        }
    }
}
