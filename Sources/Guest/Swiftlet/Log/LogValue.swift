/// The value of a field of a log line: `log.info("paid", ["order": .string(id), "ms": 12])`.
///
/// Literals are values. What is counted, timed or asked for elsewhere is a number; what came from a client is a text.
public struct LogValue {
    enum Kind {
        case text(String)
        case bytes(Bytes)
        case integer(Int64)
    }

    let kind: Kind

    private init(_ kind: Kind) {
        self.kind = kind
    }

    /// Text; put in quotes where it is not one plain word.
    public static func string(_ text: String) -> LogValue { LogValue(.text(text)) }
    /// Text; nothing where there is none: `field=""`.
    public static func string(_ text: String?) -> LogValue { LogValue(.text(text ?? "")) }
    /// Bytes as text: nothing is copied. What is no UTF-8 becomes U+FFFD.
    public static func bytes(_ bytes: Bytes) -> LogValue { LogValue(.bytes(bytes)) }
    public static func integer(_ value: some FixedWidthInteger) -> LogValue {
        LogValue(.integer(Int64(clamping: value)))
    }
    /// As few digits as tell it from every other double.
    public static func double(_ value: Double) -> LogValue { LogValue(.text(value.description)) }
    /// `true` or `false`
    public static func bool(_ value: Bool) -> LogValue { LogValue(.bytes(Bytes(value ? "true" : "false"))) }
    /// In plain words.
    public static func error(_ error: WorkerError) -> LogValue { LogValue(.text(error.description)) }
}

extension LogValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
