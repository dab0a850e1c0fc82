@_exported public import Swiftlet

/// How the names of properties become keys.
public enum JSONKeys {
    /// As they are.
    case asWritten
    /// `firstName` is `first_name`.
    case snakeCase
}

/// Reads a struct or an enum from JSON and writes it, with code as one would write it by hand.
///
///     @JSONCodable
///     struct Order {
///         var id: Int64
///         var state: State                            // another type that is JSONDecodable and JSONEncodable
///         var note: String?                           // may be missing or null; nil is not written
///         var quantity = 1                            // may be missing
///         @JSONKey("placed_at") var placed: String
///         @JSONIgnored var isSelected = false         // neither read nor written
///     }
///
///     @JSONCodable enum State { case delivered, inTransit }       // "delivered", "inTransit"
///
/// Keys that no property has are stepped over; of a key that comes twice, the last counts. A `let` with a value is
/// written and not read. Types must be written down, except for those of literals. What the macro cannot read is an error
/// that says so; `init(json:)` or `write(to:)` written by hand take the place of the generated one.
@attached(
    extension, conformances: JSONDecodable, JSONEncodable, names: named(init(json:)), named(write(to:)))
public macro JSONCodable(keys: JSONKeys = .asWritten) =
    #externalMacro(module: "SwiftletMacroPlugin", type: "JSONCodable")

/// The key of a property, or the string of an enum's case, where it is not its name.
@attached(peer)
public macro JSONKey(_ name: StaticString) = #externalMacro(module: "SwiftletMacroPlugin", type: "JSONKey")

/// A property that is neither read nor written: it keeps its default.
@attached(peer)
public macro JSONIgnored() = #externalMacro(module: "SwiftletMacroPlugin", type: "JSONIgnored")
