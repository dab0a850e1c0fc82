/// What a macro is told to write code for.
struct Declaration {
    enum Kind { case structure, enumeration }

    var kind: Kind
    /// nil: none is written.
    var access: Access?
    /// The names of its generic parameters.
    var parameters: [String] = []
    var properties: [Property] = []
    /// Of an enum.
    var cases: [(name: String, key: String)] = []
    /// Of an enum: the type of its raw values if that is not String.
    var rawType: String?
    /// `keys: .snakeCase`
    var isSnakeCase = false
    /// Properties or cases by their keys.
    var names: [String: String] = [:]
}

extension Declaration {
    /// Takes over what the type or extension says that the declaration stands in.
    mutating func place(in context: [UInt8]) throws(Problem) {
        guard !context.isEmpty else { return }
        if access == .isPrivate {
            // The extension that the macro makes is at the top of the file.
            throw Problem(
                message: "@JSONCodable cannot reach a private type in another: make it fileprivate", offset: 0)
        }
        if access == nil, var parser = try? Parser(context) { access = try? parser.extensionAccess() }
    }
}

/// Who may use a type.
enum Access: String {
    case isPrivate = "private"
    case isFileprivate = "fileprivate"
    case isInternal = "internal"
    case isPackage = "package"
    case isPublic = "public"

    /// What has to be written before the members by which a type conforms to a public protocol.
    var modifier: String { self == .isPackage || self == .isPublic ? rawValue + " " : "" }
}

/// A stored property.
struct Property {
    var name: String
    /// As written.
    var type: String
    var key: String
    /// `type` is written `T?` or `Optional<T>`.
    var isOptional: Bool
    /// `= …` follows it.
    var hasDefault: Bool
    var isConstant: Bool
    var isIgnored = false
    /// Of its name, in the source.
    var offset: Int
}

/// What the source cannot be taken for, and where in it.
struct Problem: Error {
    var message: String
    var offset: Int

    /// Regular expressions without `#`, say, whose quotes and brackets are none.
    static func lost(at offset: Int) -> Problem {
        Problem(
            message: "@JSONCodable loses its way here: write init(json:) and write(to:) by hand, or move what is not a "
                + "stored property to an extension",
            offset: offset)
    }
}
