internal import Glibc
package import Logging

/// Log lines on standard error: `2026-11-21T09:30:00.123Z error worker failed worker=bff cause=trap`.
///
/// One line per entry, handed to a `LogSink` as a whole, so that lines of several loops never mix and none waits for who
/// reads them. A message's line breaks and control
/// characters are escaped: what a worker or a client sends cannot forge a line. Entries below the level cost one
/// comparison. A value; any thread.
package struct StandardErrorLog: LogHandler {
    package var logLevel: Logger.Level
    package var metadata = Logger.Metadata()
    private let sink: LogSink

    init(level: Logger.Level, sink: LogSink = .standardError) {
        logLevel = level
        self.sink = sink
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = metadata
        if let own = event.metadata { fields.merge(own) { _, new in new } }
        let line = Self.line(event.level, event.message.description, fields)
        unsafe line.withUnsafeBytes { unsafe sink.append($0) }
    }

    static func line(_ level: Logger.Level, _ message: String, _ fields: Logger.Metadata = [:]) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        appendTime(to: &line)
        line += " \(level.rawValue) ".utf8
        append(message, to: &line)
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            line += " \(key)=".utf8
            appendField(value.description, to: &line)
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// RFC 3339, UTC, milliseconds.
    private static func appendTime(to line: inout [UInt8]) {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        var parts = unsafe tm()
        unsafe gmtime_r(&now.tv_sec, &parts)
        append(unsafe Int(parts.tm_year) + 1900, digits: 4, "-", to: &line)
        append(unsafe Int(parts.tm_mon) + 1, digits: 2, "-", to: &line)
        append(unsafe Int(parts.tm_mday), digits: 2, "T", to: &line)
        append(unsafe Int(parts.tm_hour), digits: 2, ":", to: &line)
        append(unsafe Int(parts.tm_min), digits: 2, ":", to: &line)
        append(unsafe Int(parts.tm_sec), digits: 2, ".", to: &line)
        append(now.tv_nsec / 1_000_000, digits: 3, "Z", to: &line)
    }

    private static func append(_ number: Int, digits: Int, _ behind: Unicode.Scalar, to line: inout [UInt8]) {
        var scale = 1
        for _ in 1..<digits { scale *= 10 }
        while scale > 0 {
            line.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / scale % 10))
            scale /= 10
        }
        line.append(UInt8(ascii: behind))
    }

    /// A value with blanks, quotes or `=` in it stands in quotes.
    private static func appendField(_ text: String, to line: inout [UInt8]) {
        let isPlain =
            !text.isEmpty && text.utf8.allSatisfy { $0 > 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") }
        if isPlain {
            append(text, to: &line)
        } else {
            line.append(UInt8(ascii: "\""))
            for byte in text.utf8 {
                if byte == UInt8(ascii: "\"") { line.append(UInt8(ascii: "\\")) }
                append(byte, to: &line)
            }
            line.append(UInt8(ascii: "\""))
        }
    }

    private static func append(_ text: String, to line: inout [UInt8]) {
        for byte in text.utf8 { append(byte, to: &line) }
    }

    private static func append(_ byte: UInt8, to line: inout [UInt8]) {
        switch byte {
        case 10: line += Array("\\n".utf8)
        case 0..<32, 127:
            line += Array("\\x".utf8)
            for digit in [byte >> 4, byte & 15] {
                line.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
            }
        default: line.append(byte)
        }
    }
}

extension StandardErrorLog {
    /// The process's logger.
    package static func logger(_ level: Config.LogLevel) -> Logger {
        let handler = StandardErrorLog(level: level.level)
        return Logger(label: "swiftlet", factory: { _ in handler })
    }
}

extension Config.LogLevel {
    fileprivate var level: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}
