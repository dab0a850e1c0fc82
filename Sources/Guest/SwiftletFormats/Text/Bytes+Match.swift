extension Bytes {
    /// Lets a `switch` over bytes have literals as cases.
    public static func ~= (pattern: StaticString, value: Bytes) -> Bool {
        value == pattern
    }
}

extension Bytes? {
    /// Lets a `switch` over what may be missing have literals as cases.
    public static func ~= (pattern: StaticString, value: Bytes?) -> Bool {
        guard let value else { return false }
        return value == pattern
    }
}
