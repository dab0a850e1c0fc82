/// A JSON value: read from a text, written down as a literal, or both.
///
///     var page: JSON = ["title": "Soap", "prices": [4.5, 6.75], "sold": nil]
///     page["stock"] = 12
///     let name = user["name"].string ?? "guest"
///
/// What was read stays where the text is: strings and numbers are worked out when somebody asks, and are written again
/// as they were. For picking a few things out of a large text, `JSONReader` keeps nothing at all.
public enum JSON {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(JSONString)
    case array(JSONArray)
    case object(JSONObject)

    public var isNull: Bool { if case .null = self { true } else { false } }

    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// nil too for a number with fraction or exponent, or of more than 64 bits.
    public var integer: Int64? { if case .number(let value) = self { value.integer } else { nil } }

    /// The nearest; nil too for a number beyond all of them.
    @export(interface)
    public var double: Double? {
        guard case .number(let number) = self else { return nil }
        let value = number.double
        return value.isFinite ? value : nil
    }

    /// nil too for a string with half of a surrogate pair, which is no text.
    public var string: String? { if case .string(let value) = self { try? value.text() } else { nil } }

    public var array: JSONArray? { if case .array(let values) = self { values } else { nil } }

    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// A member of an object; null if there is none, or if this is no object. Setting a member of something else makes
    /// an object of it.
    public subscript(key: StaticString) -> JSON {
        get { object?[key] ?? .null }
        set {
            var members = object ?? JSONObject()
            members[key] = newValue
            self = .object(members)
        }
    }

    /// An element of an array; null behind its end, or if this is no array.
    public subscript(index: Int) -> JSON {
        guard case .array(let values) = self, index >= 0, index < values.count else { return .null }
        return values[index]
    }
}

extension JSON {
    /// Reads a whole text.
    @export(interface)
    public init(_ text: Bytes) throws(JSONError) {
        let bytes = JSONText(text)
        var tape = JSONTape(bytes)
        let end = bytes.spaceEnd(from: try bytes.end(bytes.value(from: bytes.spaceEnd(from: 0), into: &tape)))
        guard end == text.count else { throw .unexpected(at: end) }
        self.init(tape, 0)
    }

    /// The value of a node.
    @export(interface)
    init(_ tape: JSONTape, _ index: Int) {
        let node = tape[index]
        switch node.kind {
        case .null: self = .null
        case .bool: self = .bool(tape.text.byte(at: Int(node.start)) == UInt8(ascii: "t"))
        case .number: self = .number(JSONNumber(text: tape.text.slice(Int(node.start), Int(node.end))))
        case .string: self = .string(JSONString(tape, node))
        case .array: self = .array(JSONArray(tape, index))
        case .object: self = .object(JSONObject(tape, index))
        }
    }

    /// The value as a text.
    @export(interface)
    public func bytes() -> [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }

    public static func string(_ text: String) -> JSON { .string(JSONString(text)) }
    public static func integer(_ value: Int64) -> JSON { .number(JSONNumber(value)) }
    /// null for infinities and NaN, for which JSON has no word.
    public static func double(_ value: Double) -> JSON { value.isFinite ? .number(JSONNumber(value)) : .null }
    public static func array(_ values: [JSON]) -> JSON { .array(JSONArray(values)) }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    @export(interface)
    public init(dictionaryLiteral elements: (StaticString, JSON)...) {
        var object = JSONObject()
        for (key, value) in elements { object.append(JSONString(key), value) }
        self = .object(object)
    }
}
