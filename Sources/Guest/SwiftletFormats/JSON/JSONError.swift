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
    /// The value is of another kind than the one asked for.
    case mismatch(at: Int)
    /// A number that does not fit: a fraction or more than 64 bits where an integer was asked for, or beyond `Double`.
    case outOfRange(at: Int)
    /// An object lacks this key.
    case missing(StaticKey)

    /// The name of a missing key.
    public struct StaticKey: Equatable, Sendable, ExpressibleByStringLiteral {
        let name: StaticString

        public init(stringLiteral name: StaticString) { self.name = name }

        public static func == (one: StaticKey, other: StaticKey) -> Bool { Bytes(one.name) == Bytes(other.name) }
    }
}

extension JSONError: CustomStringConvertible {
    @export(interface)
    public var description: String {
        switch self {
        case .ended: "the JSON ends too early"
        case .unexpected(let position): "unexpected byte at \(position) of the JSON"
        case .tooDeep(let position): "JSON nested too deeply at \(position)"
        case .invalidText(let position): "a string at \(position) of the JSON is not valid Unicode"
        case .mismatch(let position): "the JSON value at \(position) is of another kind"
        case .outOfRange(let position): "the JSON number at \(position) is out of range"
        case .missing(let key): "the JSON lacks \(Bytes(key.name).text)"
        }
    }
}
