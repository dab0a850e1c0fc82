/// What becomes of a page when one of its parts cannot be had.
public struct PartFallback {
    enum Kind {
        case required, omit
        case value(Bytes)
    }

    let kind: Kind

    /// There is no page without it.
    public static var required: PartFallback { PartFallback(kind: .required) }

    /// The page goes without.
    public static var omit: PartFallback { PartFallback(kind: .omit) }

    /// This value takes its place. Made where it is declared: in the worker's `init()`, it costs a request nothing.
    public static func value(_ value: JSON) -> PartFallback {
        PartFallback(kind: .value(Bytes(copying: value.bytes())))
    }

    /// The same, as a text that is not looked at: JSON where the part is. Needs no JSON tree.
    public static func text(_ text: StaticString) -> PartFallback {
        PartFallback(kind: .value(Bytes(text)))
    }

    var isRequired: Bool { if case .required = kind { true } else { false } }
}
