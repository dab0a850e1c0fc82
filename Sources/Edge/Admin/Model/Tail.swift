/// Which statuses: "404" or "5xx".
package struct StatusFilter: Equatable, Sendable {
    package let range: ClosedRange<Int>

    package init(_ range: ClosedRange<Int>) { self.range = range }

    package init?(text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 3, 0x31...0x35 ~= digits[0] else { return nil }
        let hundreds = Int(digits[0] - 0x30) * 100
        if digits[1] | 0x20 == UInt8(ascii: "x"), digits[2] | 0x20 == UInt8(ascii: "x") {
            range = hundreds...hundreds + 99
        } else if let status = Int(text), 100...599 ~= status {
            range = status...status
        } else {
            return nil
        }
    }

    package var text: String {
        range.count == 100 ? "\(range.lowerBound / 100)xx" : "\(range.lowerBound)"
    }
}

/// Which lines a tail wants.
package struct TailFilter: Equatable, Sendable {
    package var worker: String?
    package var status: StatusFilter?
    /// What the path begins with.
    package var path: String?
    /// Lines after which the tail ends; nil: never.
    package var limit: Int?

    package init() {}

    /// Whether a line is wanted. Log lines have no status: a filter for one leaves them out.
    package func wants(_ line: TailLine) -> Bool {
        if let worker, line.worker != worker { return false }
        if let status, !(line.status.map(status.range.contains) ?? false) { return false }
        if let path, !(line.path?.hasPrefix(path) ?? false) { return false }
        return true
    }
}

/// A line of the live log.
package struct TailLine: AdminRecord {
    package enum Kind: String, AdminWord {
        case request, log, event
        /// Nothing else has happened for a while.
        case heartbeat
        /// Lines that the reader was too slow for.
        case dropped
    }

    package var kind = Kind.request
    /// Seconds since 1970, with milliseconds.
    package var at = 0.0
    package var worker: String?
    package var version: VersionID?
    /// Why this version: "bucket", "override", "preview", "only".
    package var reason: String?
    /// The version that a copy is taken for.
    package var shadow: VersionID?
    package var method: String?
    package var host: String?
    package var path: String?
    package var status: Int?
    package var milliseconds: Double?
    package var cpuMicroseconds: Int?
    package var bytes: Int?
    package var client: String?
    package var requestID: String?
    package var level: String?
    package var message: String?
    /// What the worker did wrong, in a word: "trap", "cpu"; `message` says it in full.
    package var cause: String?
    package var count: Int?

    package init() {}

    package static let about: StaticString = "A line of the live log."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("kind", &kind, "What the line tells.")
        visitor.member("at", &at, "Seconds since 1970.")
        visitor.member("worker", &worker, "The worker.")
        visitor.member("version", &version, "The version.")
        visitor.member("reason", &reason, "Why this version.")
        visitor.member("shadow", &shadow, "The version that gets a copy of it.")
        visitor.member("method", &method, "The request's method.")
        visitor.member("host", &host, "The request's host.")
        visitor.member("path", &path, "The request's path.")
        visitor.member("status", &status, "The answer's status.")
        visitor.member("ms", &milliseconds, "How long it took.")
        visitor.member("cpu_us", &cpuMicroseconds, "Processor time of the worker.")
        visitor.member("bytes", &bytes, "The answer's body.")
        visitor.member("client", &client, "The client's address.")
        visitor.member("request_id", &requestID, "The request's id.")
        visitor.member("level", &level, "Of a log line.")
        visitor.member("message", &message, "Of a log line; of a request, what its worker did wrong.")
        visitor.member(
            "cause", &cause, "The worker's fault in a word: trap, cpu, wall, memory, stack, abi, answer, thrown.")
        visitor.member("count", &count, "Of lines that were dropped.")
    }
}
