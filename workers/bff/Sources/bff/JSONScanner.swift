import Swiftlet

/// Reads a JSON text value by value, in the order in which they come (RFC 8259), and makes no tree of them.
///
/// Strict: what the grammar does not allow is an error, also in values that are skipped. Values are handed out as they
/// stand in the text, strings with their quotes and escapes.
struct JSONScanner {
    private let text: Bytes
    private var position = 0
    /// An array or object was entered, and nothing of it was read yet.
    private var entered = false

    init(_ text: Bytes) {
        self.text = text
    }

    /// Steps into an object.
    mutating func enterObject() throws(JSONError) {
        try step(over: UInt8(ascii: "{"))
        entered = true
    }

    /// The next key of the object that was entered, without its quotes; nil at the object's end.
    mutating func key() throws(JSONError) -> Bytes? {
        guard try next(closing: UInt8(ascii: "}")) else { return nil }
        let start = text.spaceEnd(from: position)
        position = try text.stringEnd(from: start)
        let key = text.slice(start + 1..<position - 1)
        try step(over: UInt8(ascii: ":"))
        return key
    }

    /// Steps into an array.
    mutating func enterArray() throws(JSONError) {
        try step(over: UInt8(ascii: "["))
        entered = true
    }

    /// Whether the array that was entered has another element, which is then the next value.
    mutating func element() throws(JSONError) -> Bool {
        try next(closing: UInt8(ascii: "]"))
    }

    /// The next value, whatever it is.
    @discardableResult
    mutating func value() throws(JSONError) -> Bytes {
        let start = text.spaceEnd(from: position)
        position = try text.valueEnd(from: start)
        return text.slice(start..<position)
    }

    /// Nothing but space follows.
    mutating func end() throws(JSONError) {
        position = text.spaceEnd(from: position)
        guard position == text.count else { throw text.failure(at: position) }
    }

    private mutating func next(closing end: UInt8) throws(JSONError) -> Bool {
        let first = entered
        entered = false
        position = text.spaceEnd(from: position)
        if text.byte(at: position) == end {
            position += 1
            return false
        }
        if !first { try step(over: UInt8(ascii: ",")) }
        return true
    }

    private mutating func step(over byte: UInt8) throws(JSONError) {
        position = text.spaceEnd(from: position)
        guard text.byte(at: position) == byte else { throw text.failure(at: position) }
        position += 1
    }
}
