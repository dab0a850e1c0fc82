/// Why a text is not the JSON that was asked for. Positions are bytes from its start.
public enum JSONError: Error, Equatable {
    /// The text ends within a value.
    case ended
    /// A byte that RFC 8259 does not allow there.
    case unexpected(at: Int)
    /// More arrays and objects within each other than `JSONReader.depthMax`.
    case tooDeep(at: Int)
    /// A string that is not UTF-8 (RFC 8259 section 8.1), or has half of a surrogate pair.
    case invalidText(at: Int)
    /// The value is of another kind than the one asked for, or none of those that are known.
    case mismatch(at: Int)
    /// A number that does not fit: a fraction or more than 64 bits where an integer was asked for, or beyond `Double`.
    case outOfRange(at: Int)
    /// An object, which begins at `at`, lacks this key.
    case missing(StaticKey, at: Int = 0)

    /// The name of a missing key.
    public struct StaticKey: Equatable, Sendable, ExpressibleByStringLiteral {
        let name: StaticString

        public init(stringLiteral name: StaticString) { self.name = name }

        public static func == (one: StaticKey, other: StaticKey) -> Bool { Bytes(one.name) == Bytes(other.name) }
    }

    /// Where the mistake is; nil: at the text's end.
    public var position: Int? {
        switch self {
        case .ended: nil
        case .unexpected(let position), .tooDeep(let position), .invalidText(let position), .mismatch(let position),
            .outOfRange(let position), .missing(_, let position):
            position
        }
    }
}

extension JSONError: CustomStringConvertible {
    public var description: String { reason.text }

    // Put together from bytes: interpolation is 15 KB of a module.
    @export(interface)
    private var reason: Bytes {
        var text = BytesBuilder(capacity: 64)
        switch self {
        case .ended: text.append("the JSON ends too early")
        case .unexpected: text.append("unexpected byte")
        case .tooDeep: text.append("JSON nested too deeply")
        case .invalidText: text.append("a JSON string that is not valid Unicode")
        case .mismatch: text.append("a JSON value of another kind than expected")
        case .outOfRange: text.append("a JSON number out of range")
        case .missing(let key, _):
            text.append("the JSON lacks ")
            text.append(key.name)
        }
        if case .missing = self { return text.finish() }
        if let position {
            text.append(" at byte ")
            text.append(decimal: Int64(position))
        }
        return text.finish()
    }

    /// What is wrong, in words for whoever wrote `text`, and where in it, as a JSON Pointer: "/items/3/sku: a string
    /// is not what is expected here (byte 77)".
    @export(interface)
    public func explanation(in text: Bytes) -> Bytes {
        let pointer = pointer(in: text)
        var words = BytesBuilder(capacity: pointer.count + 64)
        if pointer.count > 0 {
            words.append(pointer)
            words.append(": ")
        }
        switch self {
        case .ended: words.append("the JSON ends too early")
        case .unexpected: words.append("this is no JSON")
        case .tooDeep: words.append("nested too deeply")
        case .invalidText: words.append("a string that is not valid Unicode")
        case .mismatch(let position):
            words.append(JSONError.name(of: position < text.count ? text[position] : 0))
            words.append(" is not what is expected here")
        case .outOfRange: words.append("this number is out of range")
        case .missing(let key, _):
            words.append("\"")
            words.append(key.name)
            words.append("\" is missing")
        }
        words.append(" (byte ")
        words.append(decimal: Int64(position ?? text.count))
        words.append(")")
        return words.finish()
    }

    private static func name(of first: UInt8) -> StaticString {
        switch first {
        case UInt8(ascii: "{"): "an object"
        case UInt8(ascii: "["): "an array"
        case UInt8(ascii: "\""): "this string"
        case UInt8(ascii: "t"): "true"
        case UInt8(ascii: "f"): "false"
        case UInt8(ascii: "n"): "null"
        default: "this number"
        }
    }
}
