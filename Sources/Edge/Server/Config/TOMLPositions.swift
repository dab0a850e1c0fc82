/// Where each key of a TOML document is, and whether the document may be handed to the TOML library.
///
/// A scanner of structure: table headers, dotted keys, arrays, inline tables and the four kinds of strings. It gives
/// what TOMLKit does not: positions. And it keeps from TOMLKit what that takes badly: text that is no TOML (assertions
/// of the parser underneath end the process), keys nested so deep that freeing them overflows the stack, and NUL
/// characters, at which strings would be cut silently. Floating-point numbers, dates and times stop it too: no key takes
/// them. What the values mean, and whether a key stands twice, is left to TOMLKit.
struct TOMLPositions {
    /// Line of each key, counted from 1; keys are paths like `routes[2].respond.status`.
    private(set) var lines: [String: Int] = [:]
    /// Why the document must not be read further; nil when it is sound.
    private(set) var refusal: Refusal?

    struct Refusal: Error {
        var line: Int
        /// As in `ConfigIssue.key`; empty where the scanner is not at a value.
        var key = ""
        var problem: String
        var remedy: String
    }

    /// Parts of a dotted key, and levels of arrays and inline tables.
    static let depthMax = 16
    /// Of a key's whole path, in bytes.
    static let pathLengthMax = 512
    /// Keys and array elements of a document.
    static let valuesMax = 200_000

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    /// Elements met so far of each `[[array of tables]]`.
    private var elements: [String: Int] = [:]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        do throws(Refusal) {
            try checkControls()
            var table = ""
            while let byte = skipToContent() {
                if byte == UInt8(ascii: "[") {
                    table = try header()
                } else {
                    try keyValue(in: table, depth: 0)
                }
                try endOfLine()
            }
        } catch {
            refusal = error
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
    private mutating func header() throws(Refusal) -> String {
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
        for _ in 0..<(isArray ? 2 : 1) {
            try expect(UInt8(ascii: "]"), else: "the table's name is not closed", "write [name] or [[name]]")
        }
        return path
    }

    private mutating func keyValue(in table: String, depth: Int) throws(Refusal) {
        let start = line
        var path = table
        for part in try dottedKey() {
            path = Self.path(path, key: part)
            if lines[path] == nil { try record(path, at: start) }
        }
        try expect(UInt8(ascii: "="), else: "there is no = behind the key", "write key = value")
        skipBlanks()
        try value(at: path, depth: depth)
    }

    private mutating func value(at path: String, depth: Int) throws(Refusal) {
        guard depth < Self.depthMax else {
            throw refuse("nested more than \(Self.depthMax) levels deep", "no key needs that")
        }
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = try string(isKey: false)
        case UInt8(ascii: "["): try array(at: path, depth: depth + 1)
        case UInt8(ascii: "{"): try inlineTable(at: path, depth: depth + 1)
        default: try bareValue(at: path)
        }
    }

    /// A whole number, `true` or `false`.
    private mutating func bareValue(at path: String) throws(Refusal) {
        let start = position
        while let byte = peek, !Self.endsBareValue(byte) { advance() }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard !Self.isInteger(text), text != "true", text != "false" else { return }
        throw Refusal(
            line: line, key: path,
            problem: text.isEmpty
                ? "there is no value" : "\(TOMLNode.quoted(text)) without quotes is no value that a key takes",
            remedy: "write \"text\" in quotes, a whole number, true, false, [ … ] or { … }")
    }

    /// Digits after an optional sign, in groups parted by `_`; or `0x`, `0o`, `0b` and digits (TOML 1.0, "Integer").
    private static func isInteger(_ text: String) -> Bool {
        var digits = text[...]
        var radix = 10
        if let prefix = [("0x", 16), ("0o", 8), ("0b", 2)].first(where: { text.hasPrefix($0.0) }) {
            (digits, radix) = (text.dropFirst(2), prefix.1)
        } else if text.hasPrefix("+") || text.hasPrefix("-") {
            digits = text.dropFirst()
        }
        let groups = digits.split(separator: "_", omittingEmptySubsequences: false)
        let isPadded = radix == 10 && digits.count > 1 && digits.hasPrefix("0")
        return !isPadded
            && groups.allSatisfy { group in
                !group.isEmpty
                    && group.unicodeScalars.allSatisfy { $0.isASCII && (Character($0).hexDigitValue ?? 99) < radix }
            }
    }

    private mutating func array(at path: String, depth: Int) throws(Refusal) {
        let open = Refusal(line: line, problem: "the array that begins here has no end", remedy: "write ]")
        advance()
        var index = 0
        while true {
            guard let byte = skipToContent() else { throw open }
            if byte == UInt8(ascii: "]") { break }
            let element = Self.path(path, index: index)
            try record(element, at: line)
            try value(at: element, depth: depth)
            index += 1
            guard let next = skipToContent() else { throw open }
            if next == UInt8(ascii: "]") { break }
            try expect(UInt8(ascii: ","), else: "there is no , or ] behind the array's element", "write one")
        }
        advance()
    }

    private mutating func inlineTable(at path: String, depth: Int) throws(Refusal) {
        advance()
        skipBlanks()
        guard peek != UInt8(ascii: "}") else { return advance() }
        while true {
            try keyValue(in: path, depth: depth)
            skipBlanks()
            if peek == UInt8(ascii: "}") { break }
            try expect(
                UInt8(ascii: ","), else: "there is no , or } behind the inline table's value",
                "write one, on the same line")
        }
        advance()
    }

    private mutating func record(_ path: String, at place: Int) throws(Refusal) {
        guard path.utf8.count <= Self.pathLengthMax else {
            throw refuse("a key of more than \(Self.pathLengthMax) letters", "no key needs that")
        }
        guard lines.count < Self.valuesMax else {
            throw refuse("more than \(Self.valuesMax) values", "split the work among several servers")
        }
        lines[path] = place
    }

    // MARK: Keys and strings

    private mutating func dottedKey() throws(Refusal) -> [String] {
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

    private mutating func simpleKey() throws(Refusal) -> String {
        if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") { return try string(isKey: true) }
        let start = position
        while let byte = peek, Self.isBareKey(byte) { advance() }
        guard position > start else {
            throw refuse("there is no key where one should be", "write key = value, [table] or # comment")
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A string of any of the four kinds, decoded.
    private mutating func string(isKey: Bool) throws(Refusal) -> String {
        let open = Refusal(
            line: line, problem: "the string that begins here has no end",
            remedy: "close it with the same quote; text of several lines needs three")
        guard let quote = peek else { throw open }
        let isLong = !isKey && isTripled(quote)
        for _ in 0..<(isLong ? 3 : 1) { advance() }
        var text: [UInt8] = []
        while let byte = peek {
            if byte == quote, !isLong || isTripled(quote) {
                for _ in 0..<(isLong ? 3 : 1) { advance() }
                // Up to two quotes may stand just before the closing three.
                for _ in 0..<2 where isLong && peek == quote { advance() }
                return String(decoding: text, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try escape(into: &text, isLong: isLong)
            } else if byte == UInt8(ascii: "\n"), !isLong {
                throw open
            } else {
                text.append(byte)
                advance()
            }
        }
        throw open
    }

    private func isTripled(_ quote: UInt8) -> Bool {
        position + 2 < bytes.count && bytes[position + 1] == quote && bytes[position + 2] == quote
    }

    private mutating func escape(into text: inout [UInt8], isLong: Bool) throws(Refusal) {
        advance()
        let kind = peek ?? 0
        advance()
        switch kind {
        case UInt8(ascii: "u"): try unicodeEscape(digits: 4, into: &text)
        case UInt8(ascii: "U"): try unicodeEscape(digits: 8, into: &text)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "r"): text.append(UInt8(ascii: "?"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(kind)
        default:
            // A line end, perhaps with blanks before it: the text goes on at the next letter.
            if isLong, kind == 9 || kind == 10 || kind == 13 || kind == 32 { return }
            throw refuse("an unknown escape in a string", "write \\\\ for a backslash, or use 'single quotes'")
        }
    }

    private mutating func unicodeEscape(digits: Int, into text: inout [UInt8]) throws(Refusal) {
        var code: UInt32 = 0
        for _ in 0..<digits {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw refuse(
                    "an escape without its \(digits) hexadecimal digits", "write \\u and 4, or \\U and 8 of them")
            }
            code = code << 4 | UInt32(digit)
            advance()
        }
        guard code != 0 else { throw refuse("a NUL character (\\u0000)", "leave it out") }
        guard let scalar = Unicode.Scalar(code) else { throw refuse("an escape that is no character", "write another") }
        text += Array(String(scalar).utf8)
    }

    // MARK: Bytes

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func advance() {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func expect(_ byte: UInt8, else problem: String, _ remedy: String) throws(Refusal) {
        skipBlanks()
        guard peek == byte else { throw refuse(problem, remedy) }
        advance()
    }

    /// Behind a header or a value: nothing but a comment.
    private mutating func endOfLine() throws(Refusal) {
        skipBlanks()
        guard let byte = peek, byte != 10, byte != 13, byte != UInt8(ascii: "#") else { return }
        throw refuse("there is more behind the end of this", "begin a new line, or put text into quotes")
    }

    /// TOML has no control characters but tab and line ends.
    private func checkControls() throws(Refusal) {
        var line = 1
        for (index, byte) in bytes.enumerated() {
            if byte == 10 { line += 1 }
            let isLineEnd = byte == 10 || byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
            guard byte >= 32 && byte != 127 || byte == 9 || isLineEnd else {
                throw Refusal(line: line, problem: "a control character", remedy: "leave it out, or write an escape")
            }
        }
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

    private func refuse(_ problem: String, _ remedy: String) -> Refusal {
        Refusal(line: line, problem: problem, remedy: remedy)
    }

    private static func isBareKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func endsBareValue(_ byte: UInt8) -> Bool {
        switch byte {
        case 9, 10, 13, 32, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"): true
        default: false
        }
    }
}
