internal import HTTP

/// How much a log line matters.
package enum LogLevel: UInt32, Sendable {
    case debug = 0
    case info, warning, error
}

/// The lines that a guest has logged and nobody has printed yet.
///
/// Part of an isolate. Bounded: lines past the limit are counted, not kept.
struct LogBuffer: ~Copyable {
    private var bytes = ByteBuffer()
    private var used = 0
    private(set) var droppedLines = 0

    /// Level and length stand before each line.
    private static let headBytes = 8

    var isEmpty: Bool { bytes.isEmpty }

    mutating func append(level: UInt32, _ text: UnsafeRawBufferPointer, bytesMax: Int) {
        guard used + text.count + Self.headBytes <= bytesMax else {
            droppedLines += 1
            return
        }
        used += text.count + Self.headBytes
        unsafe withUnsafeBytes(of: level) { unsafe bytes.append($0) }
        unsafe withUnsafeBytes(of: UInt32(text.count)) { unsafe bytes.append($0) }
        unsafe bytes.append(text)
    }

    /// Hands each line to `print` and forgets it; the bytes are the guest's own, unescaped.
    mutating func drain(_ print: (LogLevel, UnsafeRawBufferPointer) -> Void) {
        while bytes.count >= Self.headBytes {
            let head = unsafe bytes.readable
            let level = unsafe head.loadUnaligned(as: UInt32.self)
            let length = Int(unsafe head.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
            let text = unsafe UnsafeRawBufferPointer(rebasing: head[Self.headBytes..<Self.headBytes + length])
            unsafe print(LogLevel(rawValue: level) ?? .info, text)
            bytes.consume(Self.headBytes + length)
        }
    }

    /// Every line as text, for those who keep it; forgets them.
    mutating func takeLines() -> [(level: LogLevel, text: String)] {
        var lines: [(level: LogLevel, text: String)] = []
        unsafe drain { level, text in unsafe lines.append((level, String(decoding: text, as: UTF8.self))) }
        return lines
    }

    mutating func reset() {
        bytes.clear()
        used = 0
        droppedLines = 0
    }
}
