/// The bytes of a JSON text, and where its parts end (RFC 8259). Each function takes the position of a part's first byte
/// and returns that behind its last, or a failure: a negative number, see `end(_:)`.
///
/// The only place where the readers look at memory. Strict: what the grammar does not allow is a failure. Numbers and not
/// errors, because a `throws` costs each call a trip through memory in WebAssembly: 1.6 times the time for a text.
@safe struct JSONText {
    /// Arrays and objects within each other: their kinds are the bits of one number.
    static var depthMax: Int { 64 }

    private let start: UnsafePointer<UInt8>
    let count: Int

    init(_ bytes: Bytes) {
        unsafe start = bytes.start
        count = bytes.count
    }

    /// The byte at `position`, which is not negative; behind the end 0, which JSON allows nowhere, so that no caller has
    /// to ask twice.
    @inline(__always)
    func byte(at position: Int) -> UInt8 {
        position < count ? unsafe start[position] : 0
    }

    /// The text between two positions that were found in it.
    @inline(__always)
    func slice(_ from: Int, _ to: Int) -> Bytes {
        precondition(from >= 0 && from <= to && to <= count)
        return unsafe Bytes(start: start + from, count: to - from)
    }

    /// Eight bytes, the first in the lowest bits. `position` is at most `count - 8`.
    @inline(__always)
    private func word(at position: Int) -> UInt64 {
        unsafe UInt64(littleEndian: UnsafeRawPointer(start + position).loadUnaligned(as: UInt64.self))
    }

    // MARK: failures

    private static var unexpected: Int { 0 }
    private static var tooDeep: Int { 1 }
    private static var invalidText: Int { 2 }

    @inline(__always)
    private static func failure(_ kind: Int, at position: Int) -> Int { ~(position << 2 | kind) }

    @inline(__always)
    static func unexpected(at position: Int) -> Int { failure(unexpected, at: position) }

    /// The position that a function found, or its failure as an error.
    @inline(__always)
    func end(_ found: Int) throws(JSONError) -> Int {
        guard found >= 0 else { throw error(found) }
        return found
    }

    @inline(never)
    @export(interface)
    func error(_ failure: Int) -> JSONError {
        let position = ~failure >> 2
        switch ~failure & 3 {
        case JSONText.tooDeep: return .tooDeep(at: position)
        case JSONText.invalidText: return .invalidText(at: position)
        default: return position < count ? .unexpected(at: position) : .ended
        }
    }

    // MARK: space

    @inline(__always)
    func spaceEnd(from start: Int) -> Int {
        // Most values have none before them.
        byte(at: start) > 0x20 ? start : longSpaceEnd(from: start)
    }

    @inline(never)
    private func longSpaceEnd(from start: Int) -> Int {
        var position = start
        while JSONText.isSpace(byte(at: position)) {
            position &+= 1
            // Indented text has many in a row.
            while position &+ 8 <= count, word(at: position) == 0x2020_2020_2020_2020 { position &+= 8 }
        }
        return position
    }

    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    // MARK: values

    /// The end of any value.
    func valueEnd(from start: Int) -> Int {
        var nobody = JSONSkip()
        return value(from: start, into: &nobody)
    }

    /// Tells `sink` of a value and of all within it, in their order, and returns the value's end. Containers do not recurse:
    /// a text cannot choose how much stack is used.
    @inline(__always)
    func value<Sink: JSONSink>(from start: Int, into sink: inout Sink) -> Int {
        var position = start
        var depth = 0
        // Bit 0: the innermost container is an object, else an array.
        var objects: UInt64 = 0
        while true {
            let opening = byte(at: position)
            if opening == UInt8(ascii: "\"") {
                position = string(from: position, into: &sink)
            } else if opening | 0x20 == UInt8(ascii: "{") {
                let isObject = opening == UInt8(ascii: "{")
                guard depth < JSONText.depthMax else { return JSONText.failure(JSONText.tooDeep, at: position) }
                depth &+= 1
                objects = objects &<< 1 | (isObject ? 1 : 0)
                sink.open(isObject: isObject)
                position = spaceEnd(from: position &+ 1)
                // "}" and "]" are two behind what opened.
                if byte(at: position) != opening &+ 2 {
                    if isObject {
                        position = colonEnd(from: string(from: position, into: &sink))
                        if position < 0 { return position }
                    }
                    continue
                }
            } else {
                let end = scalarEnd(from: position, opening)
                sink.scalar(position, end, first: opening)
                position = end
            }
            if position < 0 { return position }
            // A value, or an empty container's inside, ends here: on to the next value, or out of what is complete.
            while true {
                if depth == 0 { return position }
                position = spaceEnd(from: position)
                let next = byte(at: position)
                let inObject = objects & 1 == 1
                if next == UInt8(ascii: ",") {
                    position = spaceEnd(from: position &+ 1)
                    if inObject {
                        position = colonEnd(from: string(from: position, into: &sink))
                        if position < 0 { return position }
                    }
                    break
                }
                if next != (inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    return JSONText.unexpected(at: position)
                }
                position &+= 1
                sink.close()
                depth &-= 1
                objects &>>= 1
            }
        }
    }

    @inline(__always)
    private func string<Sink: JSONSink>(from start: Int, into sink: inout Sink) -> Int {
        var hasEscapes = false
        let end = stringEnd(from: start, &hasEscapes)
        sink.string(start, end, hasEscapes: hasEscapes)
        return end
    }

    /// The end of the colon, and of the space on both sides of it. A failure stays one.
    @inline(__always)
    func colonEnd(from start: Int) -> Int {
        if start < 0 { return start }
        let colon = spaceEnd(from: start)
        return byte(at: colon) == UInt8(ascii: ":") ? spaceEnd(from: colon &+ 1) : JSONText.unexpected(at: colon)
    }

    /// The end of a number or a word.
    @inline(__always)
    func scalarEnd(from start: Int, _ opening: UInt8) -> Int {
        opening < UInt8(ascii: "A") ? numberEnd(from: start) : wordEnd(from: start, opening)
    }

    @inline(never)
    private func wordEnd(from start: Int, _ opening: UInt8) -> Int {
        switch opening {
        case UInt8(ascii: "t"): lettersEnd(from: start, 0x6575_7274)
        case UInt8(ascii: "f"): lettersEnd(from: start + 1, 0x6573_6C61)
        case UInt8(ascii: "n"): lettersEnd(from: start, 0x6C6C_756E)
        default: JSONText.unexpected(at: start)
        }
    }

    /// `letters`: four, the first in the lowest bits.
    private func lettersEnd(from start: Int, _ letters: UInt32) -> Int {
        for index in 0..<4 {
            let letter = UInt8(truncatingIfNeeded: letters >> UInt32(8 * index))
            if byte(at: start + index) != letter { return JSONText.unexpected(at: start + index) }
        }
        return start + 4
    }

    // MARK: numbers, RFC 8259 section 6

    @export(interface)
    func numberEnd(from start: Int) -> Int {
        var position = byte(at: start) == UInt8(ascii: "-") ? start &+ 1 : start
        position = byte(at: position) == UInt8(ascii: "0") ? position &+ 1 : digitsEnd(from: position)
        if position < 0 { return position }
        if byte(at: position) == UInt8(ascii: ".") {
            position = digitsEnd(from: position &+ 1)
            if position < 0 { return position }
        }
        if byte(at: position) | 0x20 == UInt8(ascii: "e") {
            position &+= 1
            let sign = byte(at: position)
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position &+= 1 }
            position = digitsEnd(from: position)
        }
        return position
    }

    /// One digit or more.
    @inline(__always)
    private func digitsEnd(from start: Int) -> Int {
        var position = start
        while byte(at: position) &- UInt8(ascii: "0") <= 9 { position &+= 1 }
        return position > start ? position : JSONText.unexpected(at: start)
    }

    // MARK: strings, RFC 8259 section 7

    /// `hasEscapes` is set if there is one.
    @inline(__always)
    func stringEnd(from start: Int, _ hasEscapes: inout Bool) -> Int {
        if byte(at: start) != UInt8(ascii: "\"") { return JSONText.unexpected(at: start) }
        var position = start &+ 1
        // Eight at a time, up to the first byte that is none of the plain ones: mostly the quote that ends it.
        while position &+ 8 <= count {
            let special = JSONText.special(in: word(at: position))
            if special != 0 {
                position &+= special.trailingZeroBitCount &>> 3
                if byte(at: position) == UInt8(ascii: "\"") { return position &+ 1 }
                break
            }
            position &+= 8
        }
        return specialStringEnd(from: position, &hasEscapes)
    }

    /// The same from any byte within a string.
    @inline(never)
    private func specialStringEnd(from start: Int, _ hasEscapes: inout Bool) -> Int {
        var position = start
        while true {
            let byte = byte(at: position)
            if byte == UInt8(ascii: "\"") { return position &+ 1 }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position = escapeEnd(from: position)
                if position < 0 { return position }
            } else if byte >= 0x80 {
                position = scalarEnd(utf8From: position)
                if position < 0 { return position }
            } else if byte >= 0x20 {
                position &+= 1
            } else {
                return JSONText.unexpected(at: position)
            }
        }
    }

    /// The high bits of the bytes that are a quote, a backslash, a control, or not ASCII. Bytes above the first may be
    /// marked falsely, by a borrow; the first is always right.
    @inline(__always)
    private static func special(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let found = (quote &- ones) | (backslash &- ones) | (word &- ones &* 0x20)
        return (found | word) & highs
    }

    private func escapeEnd(from start: Int) -> Int {
        switch byte(at: start + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            for position in start + 2..<start + 6 where JSONText.digit(byte(at: position)) == nil {
                return JSONText.unexpected(at: position)
            }
            return start + 6
        default:
            return JSONText.unexpected(at: start + 1)
        }
    }

    /// The value of a hexadecimal digit.
    @export(interface)
    static func digit(_ byte: UInt8) -> UInt32? {
        let decimal = byte &- UInt8(ascii: "0")
        if decimal <= 9 { return UInt32(decimal) }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter <= 5 ? UInt32(letter) + 10 : nil
    }

    /// The end of a scalar of two bytes or more, well-formed by Unicode table 3-7.
    func scalarEnd(utf8From start: Int) -> Int {
        let first = byte(at: start)
        let length: Int
        var allowed: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if first == 0xE0 { allowed = 0xA0...0xBF }
            if first == 0xED { allowed = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            if first == 0xF0 { allowed = 0x90...0xBF }
            if first == 0xF4 { allowed = 0x80...0x8F }
        default: return JSONText.failure(JSONText.invalidText, at: start)
        }
        var isValid = allowed.contains(byte(at: start + 1))
        for position in start + 2..<start + length where byte(at: position) & 0xC0 != 0x80 { isValid = false }
        return isValid ? start + length : JSONText.failure(JSONText.invalidText, at: start)
    }
}

/// Who is told of the parts of a JSON text as they are found. Positions may be failures, after which nothing follows.
protocol JSONSink {
    mutating func open(isObject: Bool)
    mutating func close()
    /// A string, or a key; with its quotes.
    mutating func string(_ start: Int, _ end: Int, hasEscapes: Bool)
    /// A number or a word.
    mutating func scalar(_ start: Int, _ end: Int, first: UInt8)
}

/// Lets everything pass.
struct JSONSkip: JSONSink {
    @inline(__always) mutating func open(isObject: Bool) {}
    @inline(__always) mutating func close() {}
    @inline(__always) mutating func string(_ start: Int, _ end: Int, hasEscapes: Bool) {}
    @inline(__always) mutating func scalar(_ start: Int, _ end: Int, first: UInt8) {}
}
