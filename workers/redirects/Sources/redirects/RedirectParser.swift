import Swiftlet

/// Reads the rules, line by line.
struct RedirectParser {
    private let text: Bytes
    private var position = 0
    private var line = 0

    init(_ text: Bytes) {
        self.text = text
    }

    /// The next rule; nil: that was the last.
    mutating func next() throws(RedirectError) -> Redirect? {
        while position < text.count {
            var end = position
            while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
            let words = words(position..<end)
            position = end + 1
            line += 1
            if !words.isEmpty { return try redirect(words) }
        }
        return nil
    }

    /// What is between blanks, up to a `#`.
    private func words(_ range: Range<Int>) -> [Bytes] {
        var words: [Bytes] = []
        var start = range.lowerBound
        for index in range.lowerBound...range.upperBound {
            let isEnd = index == range.upperBound
            let isRemark = !isEnd && text[index] == UInt8(ascii: "#") && index == start
            guard isEnd || isRemark || text[index] <= UInt8(ascii: " ") else { continue }
            if index > start { words.append(text.slice(start..<index)) }
            start = index + 1
            if isRemark { break }
        }
        return words
    }

    private func redirect(_ words: [Bytes]) throws(RedirectError) -> Redirect {
        guard words.count >= 2 else { throw error(.words) }
        var rest = words.count - 2
        var status: UInt16 = 301
        var keepsQuery = true
        if rest > 0, words[words.count - 1] == "drop" {
            keepsQuery = false
            rest -= 1
        }
        guard rest <= 1 else { throw error(.words) }
        if rest > 0 { status = try self.status(words[2]) }
        for word in words[0..<2] {
            for byte in word where byte <= UInt8(ascii: " ") || byte > UInt8(ascii: "~") || Self.isUnsafe(byte) {
                throw error(.byte)
            }
        }
        let from = try self.from(words[0])
        let to = try self.to(words[1], isPrefix: from.isPrefix)
        return Redirect(
            from: from.path, to: to, isPrefix: from.isPrefix, status: status, keepsQuery: keepsQuery,
            line: UInt32(line))
    }

    private func status(_ word: Bytes) throws(RedirectError) -> UInt16 {
        switch word {
        case "301": 301
        case "302": 302
        case "307": 307
        case "308": 308
        default: throw error(.status)
        }
    }

    private func from(_ word: Bytes) throws(RedirectError) -> (path: Bytes, isPrefix: Bool) {
        let path = word.last == UInt8(ascii: "*") ? word.slice(0..<word.count - 1) : word
        let isPrefix = path.count < word.count
        guard isLocal(path), !path.contains(UInt8(ascii: "?")), !path.contains(UInt8(ascii: "*")),
            !path.contains(UInt8(ascii: "#")), !isPrefix || path.last == UInt8(ascii: "/")
        else { throw error(.from) }
        return (path, isPrefix)
    }

    private func to(_ word: Bytes, isPrefix: Bool) throws(RedirectError) -> Bytes {
        var target = word
        if isPrefix {
            guard word.last == UInt8(ascii: "*") else { throw error(.to) }
            target = word.slice(0..<word.count - 1)
            // A rest behind a host's name would be another host; behind a query it would be no path.
            guard target.last == UInt8(ascii: "/"), !target.contains(UInt8(ascii: "?")),
                !target.contains(UInt8(ascii: "#"))
            else { throw error(.to) }
        }
        guard !target.contains(UInt8(ascii: "*")) else { throw error(.to) }
        guard !isLocal(target) else { return target }
        let isURL = Self.begins(target, "https://") || Self.begins(target, "http://")
        guard isURL, (try? URL(target)) != nil else { throw error(.to) }
        return target
    }

    /// One slash: two begin the name of a host.
    private func isLocal(_ path: Bytes) -> Bool {
        guard path.first == UInt8(ascii: "/") else { return false }
        return path.count == 1 || path[1] != UInt8(ascii: "/")
    }

    private static func begins(_ text: Bytes, _ start: StaticString) -> Bool {
        let start = Bytes(start)
        return text.count > start.count && text.slice(0..<start.count) == start
    }

    /// What browsers read as something else, or not at all.
    private static func isUnsafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
            true
        default: false
        }
    }

    private func error(_ reason: RedirectError.Reason) -> RedirectError {
        RedirectError(line: line, reason: reason)
    }
}
