/// A piece of Swift source: enough of a tokenizer to find the properties of a struct.
struct Token {
    enum Kind { case word, string, number, symbol, end }

    var kind: Kind
    /// Bytes of the source.
    var start: Int
    var end: Int
    /// A line ends between the token before and this one.
    var startsLine: Bool
}

/// Cuts Swift source into tokens: comments are dropped, string literals are one token whatever is interpolated.
///
/// Takes any bytes; each step goes forward.
struct Tokenizer {
    private let source: [UInt8]
    private var position = 0
    /// Interpolations within each other.
    private var depth = 0
    /// Where a string begins that does not end, or that has more interpolations within each other than anybody writes.
    private var lost: Int?

    private static let depthMax = 32
    private static let poundsMax = 255

    static func tokens(of source: [UInt8]) throws(Problem) -> [Token] {
        var tokenizer = Tokenizer(source: source)
        var tokens: [Token] = []
        while true {
            let token = tokenizer.next()
            if let lost = tokenizer.lost { throw Problem.lost(at: lost) }
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private init(source: [UInt8]) {
        self.source = source
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        let index = position + offset
        return index < source.count ? source[index] : 0
    }

    private func starts(with text: StaticString, at offset: Int = 0) -> Bool {
        let start = position + offset
        let end = start + text.utf8CodeUnitCount
        return end <= source.count && text.matches(source[start..<end])
    }

    private mutating func next() -> Token {
        let startsLine = skipSpace()
        let start = position
        guard position < source.count else {
            return Token(kind: .end, start: start, end: start, startsLine: startsLine)
        }
        let first = byte()
        let kind: Token.Kind
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "#") && poundsBeforeQuote() > 0 {
            skipString()
            kind = .string
        } else if first == UInt8(ascii: "`") {
            position += 1
            while position < source.count, byte() != UInt8(ascii: "`") { position += 1 }
            position += 1
            kind = .word
        } else if Tokenizer.isDigit(first) {
            skipNumber()
            kind = .number
        } else if Tokenizer.isWord(first) || first == UInt8(ascii: "#") && Tokenizer.isWord(byte(1)) {
            position += 1
            while Tokenizer.isWord(byte()) { position += 1 }
            kind = .word
        } else {
            position += starts(with: "->") ? 2 : 1
            kind = .symbol
        }
        position = min(position, source.count)
        return Token(kind: kind, start: start, end: position, startsLine: startsLine)
    }

    /// Returns whether a line ended.
    private mutating func skipSpace() -> Bool {
        var sawLine = false
        while position < source.count {
            let next = byte()
            if next == 0x0A || next == 0x0D {
                sawLine = true
                position += 1
            } else if next <= 0x20 {
                position += 1
            } else if starts(with: "//") {
                while position < source.count, byte() != 0x0A, byte() != 0x0D { position += 1 }
            } else if starts(with: "/*") {
                sawLine = skipComment() || sawLine
            } else {
                break
            }
        }
        return sawLine
    }

    /// `/* … */`, which nest.
    private mutating func skipComment() -> Bool {
        var depth = 0
        var sawLine = false
        while position < source.count {
            if starts(with: "/*") {
                depth += 1
                position += 2
            } else if starts(with: "*/") {
                depth -= 1
                position += 2
                if depth == 0 { break }
            } else {
                if byte() == 0x0A { sawLine = true }
                position += 1
            }
        }
        return sawLine
    }

    /// Of `#"raw"#`: how many; 0 if no quote follows.
    private func poundsBeforeQuote() -> Int {
        var count = 0
        while count <= Tokenizer.poundsMax, byte(count) == UInt8(ascii: "#") { count += 1 }
        return byte(count) == UInt8(ascii: "\"") ? count : 0
    }

    private mutating func skipString() {
        let start = position
        let pounds = poundsBeforeQuote()
        position += pounds
        let isLong = starts(with: "\"\"\"")
        position += isLong ? 3 : 1
        while position < source.count {
            let next = byte()
            if next == UInt8(ascii: "\\"), arePounds(pounds, at: 1) {
                position += 1 + pounds
                if byte() == UInt8(ascii: "(") { skipInterpolation() } else { position += 1 }
            } else if isLong ? starts(with: "\"\"\"") : next == UInt8(ascii: "\""),
                arePounds(pounds, at: isLong ? 3 : 1)
            {
                position += (isLong ? 3 : 1) + pounds
                return
            } else if !isLong, next == 0x0A {
                break
            } else {
                position += 1
            }
            if lost != nil { return }
        }
        lost = lost ?? start
    }

    private func arePounds(_ count: Int, at offset: Int) -> Bool {
        for index in 0..<count where byte(offset + index) != UInt8(ascii: "#") { return false }
        return true
    }

    /// From `(` to the `)` that belongs to it.
    private mutating func skipInterpolation() {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Tokenizer.depthMax else {
            lost = position
            return
        }
        var open = 0
        while lost == nil {
            let token = next()
            if token.kind == .end { return }
            guard token.kind == .symbol else { continue }
            if source[token.start] == UInt8(ascii: "(") { open += 1 }
            if source[token.start] == UInt8(ascii: ")") { open -= 1 }
            if open == 0 { return }
        }
    }

    private mutating func skipNumber() {
        while Tokenizer.isWord(byte()) || byte() == UInt8(ascii: ".") && Tokenizer.isDigit(byte(1)) { position += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isWord(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z") && byte >= UInt8(ascii: "A")
            || isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte >= 0x80
    }
}
