/// Where each key of a TOML document is, and whether the document is safe to hand to the TOML library.
///
/// A scanner of structure only: it follows table headers, dotted keys, arrays, inline tables and the four kinds of
/// strings, and believes the rest. What it does not understand it leaves to TOMLKit's error message (`stoppedAt`).
/// It also refuses what TOMLKit takes badly: keys nested so deep that freeing them overflows the stack, and NUL
/// characters, at which strings would be cut silently.
struct TOMLPositions {
    /// Line of each key, counted from 1; keys are paths like `routes[2].respond.status`.
    private(set) var lines: [String: Int] = [:]
    /// The line that the scanner could not follow; nil when it reached the end.
    private(set) var stoppedAt: Int?
    /// Why the document must not be read further, and where.
    private(set) var refusal: (line: Int, problem: String, remedy: String)?

    /// Parts of a dotted key, and levels of arrays and inline tables.
    static let depthMax = 16
    /// Of a key's whole path, in bytes.
    static let pathLengthMax = 512
    /// Keys and array elements of a document.
    static let valuesMax = 200_000

    /// Thrown inside, to leave the scan; never seen outside.
    private enum Stop: Error { case notUnderstood, refused }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    /// Elements met so far of each `[[array of tables]]`.
    private var elements: [String: Int] = [:]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        do throws(Stop) {
            var table = ""
            while let byte = skipToContent() {
                if byte == UInt8(ascii: "[") {
                    table = try header()
                } else {
                    try keyValue(in: table, depth: 0)
                }
            }
        } catch {
            stoppedAt = line
        }
    }

    static func path(_ parent: String, key: String) -> String {
        let isBare = !key.isEmpty && key.utf8.allSatisfy(isBareKey)
        let name = isBare ? key : TOMLNode.quoted(key)
        return parent.isEmpty ? name : "\(parent).\(name)"
    }

    static func path(_ parent: String, index: Int) -> String { "\(parent)[\(index)]" }

    // MARK: Structure

    /// `[table]` or `[[array]]`; returns the path that the following keys belong to.
    private mutating func header() throws(Stop) -> String {
        let start = line
        advance()
        let isArray = peek == UInt8(ascii: "[")
        if isArray { advance() }
        let parts = try dottedKey()
        var path = ""
        for (index, part) in parts.enumerated() {
            path = Self.path(path, key: part)
            let isLast = index == parts.count - 1
            if isLast, isArray {
                let element = elements[path, default: 0]
                elements[path] = element + 1
                if lines[path] == nil { try record(path, at: start) }
                path = Self.path(path, index: element)
            } else if let count = elements[path] {
                path = Self.path(path, index: count - 1)
            }
            if lines[path] == nil || isLast { try record(path, at: start) }
        }
        try expect(UInt8(ascii: "]"))
        if isArray { try expect(UInt8(ascii: "]")) }
        return path
    }

    private mutating func keyValue(in table: String, depth: Int) throws(Stop) {
        let start = line
        var path = table
        for part in try dottedKey() {
            path = Self.path(path, key: part)
            if lines[path] == nil { try record(path, at: start) }
        }
        try expect(UInt8(ascii: "="))
        skipBlanks()
        try value(at: path, depth: depth)
    }

    private mutating func value(at path: String, depth: Int) throws(Stop) {
        guard depth < Self.depthMax else {
            throw refuse("nested more than \(Self.depthMax) levels deep", "no key needs that")
        }
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = try string(isKey: false)
        case UInt8(ascii: "["): try array(at: path, depth: depth + 1)
        case UInt8(ascii: "{"): try inlineTable(at: path, depth: depth + 1)
        default:
            let start = position
            while let byte = peek, !Self.endsValue(byte) { advance() }
            if position == start { throw Stop.notUnderstood }
        }
    }

    private mutating func array(at path: String, depth: Int) throws(Stop) {
        advance()
        var index = 0
        while true {
            guard let byte = skipToContent() else { throw Stop.notUnderstood }
            if byte == UInt8(ascii: "]") { break }
            let element = Self.path(path, index: index)
            try record(element, at: line)
            try value(at: element, depth: depth)
            index += 1
            guard let next = skipToContent() else { throw Stop.notUnderstood }
            if next == UInt8(ascii: ",") { advance() } else if next != UInt8(ascii: "]") { throw Stop.notUnderstood }
        }
        advance()
    }

    private mutating func inlineTable(at path: String, depth: Int) throws(Stop) {
        advance()
        while true {
            guard let byte = skipToContent() else { throw Stop.notUnderstood }
            if byte == UInt8(ascii: "}") { break }
            try keyValue(in: path, depth: depth)
            guard let next = skipToContent() else { throw Stop.notUnderstood }
            if next == UInt8(ascii: ",") { advance() } else if next != UInt8(ascii: "}") { throw Stop.notUnderstood }
        }
        advance()
    }

    private mutating func record(_ path: String, at place: Int) throws(Stop) {
        guard path.utf8.count <= Self.pathLengthMax else {
            throw refuse("a key of more than \(Self.pathLengthMax) letters", "no key needs that")
        }
        guard lines.count < Self.valuesMax else {
            throw refuse("more than \(Self.valuesMax) values", "split the work among several servers")
        }
        lines[path] = place
    }

    // MARK: Keys and strings

    private mutating func dottedKey() throws(Stop) -> [String] {
        var parts: [String] = []
        while true {
            skipBlanks()
            parts.append(try simpleKey())
            guard parts.count <= Self.depthMax else {
                throw refuse("a key of more than \(Self.depthMax) parts", "no key needs that")
            }
            skipBlanks()
            guard peek == UInt8(ascii: ".") else { return parts }
            advance()
        }
    }

    private mutating func simpleKey() throws(Stop) -> String {
        if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") { return try string(isKey: true) }
        let start = position
        while let byte = peek, Self.isBareKey(byte) { advance() }
        guard position > start else { throw Stop.notUnderstood }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A string of any of the four kinds, decoded.
    private mutating func string(isKey: Bool) throws(Stop) -> String {
        guard let quote = peek else { throw Stop.notUnderstood }
        let isLong =
            !isKey && position + 2 < bytes.count && bytes[position + 1] == quote && bytes[position + 2] == quote
        for _ in 0..<(isLong ? 3 : 1) { advance() }
        var text: [UInt8] = []
        while let byte = peek {
            if byte == quote, !isLong || endsLongString(quote) {
                for _ in 0..<(isLong ? 3 : 1) { advance() }
                // Up to two quotes may stand just before the closing three.
                while isLong, peek == quote { advance() }
                return String(decoding: text, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try escape(into: &text)
            } else if byte == UInt8(ascii: "\n"), !isLong {
                throw Stop.notUnderstood
            } else {
                text.append(byte)
                advance()
            }
        }
        throw Stop.notUnderstood
    }

    private func endsLongString(_ quote: UInt8) -> Bool {
        position + 2 < bytes.count && bytes[position + 1] == quote && bytes[position + 2] == quote
    }

    private mutating func escape(into text: inout [UInt8]) throws(Stop) {
        advance()
        guard let kind = peek else { throw Stop.notUnderstood }
        advance()
        switch kind {
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            var code: UInt32 = 0
            for _ in 0..<(kind == UInt8(ascii: "u") ? 4 : 8) {
                guard let digit = peek.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                    throw Stop.notUnderstood
                }
                code = code << 4 | UInt32(digit)
                advance()
            }
            guard code != 0 else { throw refuse("a NUL character (\\u0000)", "leave it out") }
            text += Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "t"): text.append(9)
        default: text.append(kind)
        }
    }

    // MARK: Bytes

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func advance() {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func expect(_ byte: UInt8) throws(Stop) {
        skipBlanks()
        guard peek == byte else { throw Stop.notUnderstood }
        advance()
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 32 || byte == 9 { advance() }
    }

    /// Passes blanks, line ends and comments.
    private mutating func skipToContent() -> UInt8? {
        while let byte = peek {
            if byte == UInt8(ascii: "#") {
                while let inside = peek, inside != UInt8(ascii: "\n") { advance() }
            } else if byte == 32 || byte == 9 || byte == 10 || byte == 13 {
                advance()
            } else {
                return byte
            }
        }
        return nil
    }

    private mutating func refuse(_ problem: String, _ remedy: String) -> Stop {
        refusal = (line, problem, remedy)
        return .refused
    }

    private static func isBareKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"), 10, 13: true
        default: false
        }
    }
}
