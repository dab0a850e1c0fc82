/// Reads a JSON text value by value, in the order in which they come (RFC 8259), and makes no tree of them.
///
/// What nobody asks for is stepped over, but checked like the rest: a text with a mistake anywhere is refused, at the
/// latest by `end()`. Values point into the text.
///
///     var reader = JSONReader(try response.body.bytes())
///     try reader.object { key, value throws(JSONError) in
///         switch key {
///         case "id": id = try value.integer()
///         case "names": try value.array { name throws(JSONError) in names.append(try name.string().text()) }
///         default: break                                          // stepped over
///         }
///     }
///     try reader.end()
public struct JSONReader {
    /// Arrays and objects within each other.
    public static var depthMax: Int { JSONText.depthMax }

    /// What a value is, as its first byte tells.
    public enum Kind: Equatable, Sendable { case null, bool, number, string, array, object }

    private let text: JSONText
    /// Of the next byte that nobody has read.
    private var position = 0
    private var depth = 0

    public init(_ text: Bytes) {
        self.text = JSONText(text)
    }

    /// Where the next value begins: bytes from the text's start.
    public var offset: Int { text.spaceEnd(from: position) }

    // MARK: scalars

    /// What the next value is.
    @export(interface)
    public mutating func kind() throws(JSONError) -> Kind {
        switch begin() {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        default: throw text.error(JSONText.unexpected(at: position))
        }
    }

    @export(interface)
    public mutating func string() throws(JSONError) -> JSONString {
        let start = try begin(.string)
        var hasEscapes = false
        position = try text.end(text.stringEnd(from: start, &hasEscapes))
        return JSONString(raw: text.slice(start + 1, position - 1), hasEscapes: hasEscapes)
    }

    @export(interface)
    public mutating func number() throws(JSONError) -> JSONNumber {
        let start = try begin(.number)
        position = try text.end(text.numberEnd(from: start))
        return JSONNumber(text: text.slice(start, position))
    }

    /// A whole number of 64 bits, written without fraction and exponent.
    @export(interface)
    public mutating func integer() throws(JSONError) -> Int64 {
        let start = try begin(.number)
        guard let value = try number().integer else { throw .outOfRange(at: start) }
        return value
    }

    @export(interface)
    public mutating func double() throws(JSONError) -> Double {
        let start = try begin(.number)
        let value = try number().double
        guard value.isFinite else { throw .outOfRange(at: start) }
        return value
    }

    @export(interface)
    public mutating func bool() throws(JSONError) -> Bool {
        let start = try begin(.bool)
        let first = text.byte(at: start)
        position = try text.end(text.scalarEnd(from: start, first))
        return first == UInt8(ascii: "t")
    }

    /// Steps over a null; false, and nothing is stepped over, if the next value is something else.
    @export(interface)
    public mutating func null() throws(JSONError) -> Bool {
        guard begin() == UInt8(ascii: "n") else { return false }
        position = try text.end(text.scalarEnd(from: position, UInt8(ascii: "n")))
        return true
    }

    /// The next value whatever it is, as it stands in the text.
    @discardableResult
    @export(interface)
    public mutating func value() throws(JSONError) -> Bytes {
        _ = begin()
        let start = position
        position = try text.end(text.valueEnd(from: start))
        return text.slice(start, position)
    }

    // MARK: containers

    /// Reads an object: calls `body` for each key, with the reader at that key's value. A value that `body` leaves is
    /// stepped over.
    public mutating func object(
        _ body: (JSONString, inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        try enter(.object)
        var isFirst = true
        while try next(isFirst, closing: UInt8(ascii: "}")) {
            isFirst = false
            let keyStart = position
            var hasEscapes = false
            let keyEnd = try text.end(text.stringEnd(from: keyStart, &hasEscapes))
            let start = try text.end(text.colonEnd(from: keyEnd))
            position = start
            try body(JSONString(raw: text.slice(keyStart + 1, keyEnd - 1), hasEscapes: hasEscapes), &self)
            if position == start { try value() }
        }
        depth -= 1
    }

    /// Reads an array: calls `body` for each element, with the reader at it. An element that `body` leaves is stepped
    /// over.
    public mutating func array(_ body: (inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
        try enter(.array)
        var isFirst = true
        while try next(isFirst, closing: UInt8(ascii: "]")) {
            isFirst = false
            let start = position
            try body(&self)
            if position == start { try value() }
        }
        depth -= 1
    }

    /// Reads an object for the value of one of its keys, which is returned as it stands in the text; of several with
    /// that key, the last. nil if there is none.
    @export(interface)
    public mutating func value(of key: StaticString) throws(JSONError) -> Bytes? {
        var found: Bytes?
        try object { name, value throws(JSONError) in
            if name == key { found = try value.value() }
        }
        return found
    }

    /// Nothing but space follows the value that was read.
    public mutating func end() throws(JSONError) {
        position = text.spaceEnd(from: position)
        guard position == text.count else { throw .unexpected(at: position) }
    }

    // MARK: steps

    /// Goes to the first byte of the next value, and returns it.
    @inline(__always)
    private mutating func begin() -> UInt8 {
        position = text.spaceEnd(from: position)
        return text.byte(at: position)
    }

    private mutating func begin(_ wanted: Kind) throws(JSONError) -> Int {
        guard try kind() == wanted else { throw .mismatch(at: position) }
        return position
    }

    private mutating func enter(_ kind: Kind) throws(JSONError) {
        let start = try begin(kind)
        guard depth < JSONText.depthMax else { throw .tooDeep(at: start) }
        depth += 1
        position = start + 1
    }

    /// Goes to the next key or element; false behind the last.
    private mutating func next(_ isFirst: Bool, closing: UInt8) throws(JSONError) -> Bool {
        let byte = begin()
        if byte == closing {
            position += 1
            return false
        }
        if isFirst { return true }
        guard byte == UInt8(ascii: ",") else { throw text.error(JSONText.unexpected(at: position)) }
        position = text.spaceEnd(from: position + 1)
        return true
    }
}
