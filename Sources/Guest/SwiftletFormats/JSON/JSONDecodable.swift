/// A type that can be read from JSON: by hand, or with `@JSONCodable` of SwiftletMacros, which writes the same.
///
///     extension Item: JSONDecodable {
///         init(json: inout JSONReader) throws(JSONError) {
///             var sku: String?
///             let start = json.offset
///             try json.object { key, json throws(JSONError) in
///                 if key == "sku" { sku = try json.decode() }
///             }
///             guard let sku else { throw .missing("sku", at: start) }
///             self.sku = sku
///         }
///     }
public protocol JSONDecodable {
    /// Reads the next value, all of it.
    init(json: inout JSONReader) throws(JSONError)
}

extension JSONDecodable {
    /// Reads a whole text: `let order = try Order(json: body)`.
    public init(json text: Bytes) throws(JSONError) {
        var reader = JSONReader(text)
        try self.init(json: &reader)
        try reader.end()
    }
}

extension JSONReader {
    /// The next value as the type that is wanted here: `id = try json.decode()`, `try json.decode([Item].self)`.
    public mutating func decode<Value: JSONDecodable>(_ type: Value.Type = Value.self) throws(JSONError) -> Value {
        try Value(json: &self)
    }

    /// A whole text as the type that is wanted here.
    public static func decode<Value: JSONDecodable>(
        _ type: Value.Type = Value.self, from text: Bytes
    ) throws(JSONError) -> Value {
        try Value(json: text)
    }
}

extension Bool: JSONDecodable {
    public init(json: inout JSONReader) throws(JSONError) { self = try json.bool() }
}

extension Double: JSONDecodable {
    public init(json: inout JSONReader) throws(JSONError) { self = try json.double() }
}

extension Float: JSONDecodable {
    public init(json: inout JSONReader) throws(JSONError) {
        let start = json.offset
        self = Float(try json.double())
        guard isFinite else { throw .outOfRange(at: start) }
    }
}

extension String: JSONDecodable {
    public init(json: inout JSONReader) throws(JSONError) {
        let start = json.offset
        let string = try json.string()
        // The string's own error counts from its first byte.
        guard let text = try? string.text() else { throw .invalidText(at: start) }
        self = text
    }
}

/// The string where it stands: costs no allocation, and no copy where nothing in it is escaped.
extension JSONString: JSONDecodable {
    public init(json: inout JSONReader) throws(JSONError) { self = try json.string() }
}

/// Any value, to be looked at later.
extension JSON: JSONDecodable {
    public init(json: inout JSONReader) throws(JSONError) { self = try JSON(json.value()) }
}

/// nil for null.
extension Optional: JSONDecodable where Wrapped: JSONDecodable {
    public init(json: inout JSONReader) throws(JSONError) {
        self = try json.null() ? nil : Wrapped(json: &json)
    }
}

extension Array: JSONDecodable where Element: JSONDecodable {
    public init(json: inout JSONReader) throws(JSONError) {
        var elements: [Element] = []
        try json.array { json throws(JSONError) in elements.append(try Element(json: &json)) }
        self = elements
    }
}

/// Of a key that comes twice, the last counts.
extension Dictionary: JSONDecodable where Key == String, Value: JSONDecodable {
    public init(json: inout JSONReader) throws(JSONError) {
        var members: [String: Value] = [:]
        try json.object { key, json throws(JSONError) in members[try key.text()] = try Value(json: &json) }
        self = members
    }
}

/// `enum Size: Int, JSONDecodable`. For an enum of strings `@JSONCodable` is better: this compares Strings, which brings
/// Unicode's tables into the module.
extension JSONDecodable where Self: RawRepresentable, RawValue: JSONDecodable {
    public init(json: inout JSONReader) throws(JSONError) {
        let start = json.offset
        guard let value = Self(rawValue: try RawValue(json: &json)) else { throw .mismatch(at: start) }
        self = value
    }
}

/// Whole numbers, written without fraction and exponent; `outOfRange` where they do not fit. `Int` has 32 bits in an
/// isolate and 64 in a test: what may be larger (ids, milliseconds) is better an `Int64`.
extension JSONDecodable where Self: FixedWidthInteger {
    public init(json: inout JSONReader) throws(JSONError) {
        let start = json.offset
        guard let value = try json.number().exactly(Self.self) else { throw .outOfRange(at: start) }
        self = value
    }
}

extension Int: JSONDecodable {}
extension Int8: JSONDecodable {}
extension Int16: JSONDecodable {}
extension Int32: JSONDecodable {}
extension Int64: JSONDecodable {}
extension UInt: JSONDecodable {}
extension UInt8: JSONDecodable {}
extension UInt16: JSONDecodable {}
extension UInt32: JSONDecodable {}
extension UInt64: JSONDecodable {}

extension JSONNumber {
    /// The exact value, if it is a whole number that fits, written without fraction and exponent.
    func exactly<Value: FixedWidthInteger>(_ type: Value.Type) -> Value? {
        let isNegative = text.first == UInt8(ascii: "-")
        var value: Value = 0
        for index in (isNegative ? 1 : 0)..<text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            // 9 fits into each type.
            guard digit <= 9, let small = Value(exactly: digit) else { return nil }
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) =
                isNegative ? product.subtractingReportingOverflow(small) : product.addingReportingOverflow(small)
            guard !overflows, !overflowsToo else { return nil }
            value = sum
        }
        return value
    }
}
