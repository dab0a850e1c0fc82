/// Writes a JSON text value by value, and sees to commas, quotes and escapes.
///
///     var json = JSONWriter()
///     json.object { json in
///         json.key("id")
///         json.value(7)
///         json.key("items")
///         json.array { json in json.value("soap") }
///     }
public struct JSONWriter {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []
    /// A value stands before the next one.
    private var needsComma = false

    /// `capacity`: of the bytes; a guess saves the copies of growing.
    public init(capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    // MARK: values

    public mutating func null() { literal("null") }
    public mutating func value(_ value: Bool) { literal(value ? "true" : "false") }

    public mutating func value(_ value: some FixedWidthInteger) {
        begin()
        decimal(value)
    }

    /// As few digits as tell it from every other double; null for infinities and NaN, for which JSON has no word.
    @export(interface)
    public mutating func value(_ value: Double) {
        guard value.isFinite else { return null() }
        begin()
        bytes.append(contentsOf: value.description.utf8)
    }

    public mutating func value(_ text: StaticString) { string(Bytes(text)) }

    @_disfavoredOverload
    public mutating func value(_ text: String) {
        #if arch(wasm32)
            string(Bytes(copying: text))
        #else
            // A copy in the arena would never be given back, and a host writes for months.
            text.withUTF8Bytes { utf8 in string(utf8) }
        #endif
    }

    /// Text in UTF-8; what is none becomes U+FFFD.
    public mutating func string(_ text: Bytes) {
        begin()
        quote(text)
    }

    @export(interface)
    public mutating func value(_ string: JSONString) {
        begin()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: string.raw)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A value as it stands in another text, which the caller knows to be JSON: what `JSONReader.value()` returned.
    public mutating func raw(_ value: Bytes) {
        begin()
        bytes.append(contentsOf: value)
    }

    // Disfavoured: a literal is the number or text that it is, not a tree.
    @_disfavoredOverload
    @export(interface)
    public mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let value): self.value(value)
        case .number(let value): raw(value.text)
        case .string(let value): self.value(value)
        case .array(let values):
            open(UInt8(ascii: "["))
            for value in values { self.value(value) }
            close(UInt8(ascii: "]"))
        case .object(let object):
            open(UInt8(ascii: "{"))
            for (key, value) in object {
                self.value(key)
                colon()
                self.value(value)
            }
            close(UInt8(ascii: "}"))
        }
    }

    // MARK: containers

    /// An object, whose members `body` writes.
    public mutating func object<E: Error>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// An array, whose elements `body` writes.
    public mutating func array<E: Error>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    /// A member's key; its value comes next.
    public mutating func key(_ key: StaticString) {
        string(Bytes(key))
        colon()
    }

    /// A key that is text, copied to where the writer writes and nowhere else.
    package mutating func key(utf8 key: Bytes) {
        string(key)
        colon()
    }

    public mutating func key(_ key: JSONString) {
        value(key)
        colon()
    }

    // MARK: bytes

    private mutating func begin() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ byte: UInt8) {
        begin()
        needsComma = false
        bytes.append(byte)
    }

    private mutating func close(_ byte: UInt8) {
        bytes.append(byte)
        needsComma = true
    }

    private mutating func colon() {
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func literal(_ text: StaticString) {
        begin()
        bytes.append(contentsOf: Bytes(text))
    }

    private mutating func decimal(_ value: some FixedWidthInteger) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var magnitude = UInt64(value.magnitude)
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10))
            magnitude /= 10
        } while magnitude > 0
        bytes[start...].reverse()
    }

    private mutating func quote(_ text: Bytes) {
        bytes.append(UInt8(ascii: "\""))
        JSONEscape.append(text, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }
}
