/// Why a list of header rules is none, and where.
public struct HeaderRulesError: Error, Equatable {
    public enum Reason: Sendable {
        /// More than `HeaderRules.rulesMax`.
        case tooManyRules
        /// Not the name of a field.
        case name
        /// A field of framing or of the connection.
        case framing
        /// A `*` elsewhere than at the end of what is removed.
        case wildcard
        /// A byte that no value has.
        case value
        /// A value longer than `HeaderRules.valueBytesMax`.
        case valueTooLong
        /// No such variable.
        case variable
        /// A `${` without `}`.
        case unclosed
        /// A `$` with something else behind it than `$` or `{`.
        case dollar
    }

    /// Which one, from 0.
    public let rule: Int
    /// The byte of its value (or of its name, where that is wrong).
    public let offset: Int
    public let reason: Reason

    /// In plain words, for the log: `header rule 2 (from 0), byte 4: no such variable`.
    @export(interface)
    public var description: String {
        var text = BytesBuilder(capacity: 96)
        text.append("header rule ")
        text.append(decimal: Int64(rule))
        text.append(" (from 0), byte ")
        text.append(decimal: Int64(offset))
        text.append(": ")
        text.append(reason.description)
        return text.finish().text
    }
}

extension HeaderRulesError.Reason {
    fileprivate var description: StaticString {
        switch self {
        case .tooManyRules: "more rules than there may be"
        case .name: "not the name of a field"
        case .framing: "fields of framing and connection are the host's"
        case .wildcard: "a * stands at the end of what is removed, and nowhere else"
        case .value: "a byte that no value of a field has"
        case .valueTooLong: "a value longer than it may be"
        case .variable: "no such variable"
        case .unclosed: "a ${ without }"
        case .dollar: "a $ is followed by { or, for a dollar, by $"
        }
    }
}
