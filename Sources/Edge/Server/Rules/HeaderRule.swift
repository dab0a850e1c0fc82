/// One change of a head, as the configuration declares it; names and values are checked.
package enum HeaderRule: Sendable {
    /// Replaces every field of that name by one; by none where the value comes out empty.
    case set(String, ValueTemplate)
    /// Adds a field; none where the value comes out empty.
    case append(String, ValueTemplate)
    /// Removes every field of that name; a name that ends in `*` stands for all that begin so.
    case remove(String)
    /// Gives every field of that name another one; values and order stay.
    case rename(String, to: String)
}
