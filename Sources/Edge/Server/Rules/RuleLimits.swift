/// Bounds of header rules that no setting changes.
enum RuleLimits {
    /// Rules of one list.
    static let rulesMax = 64
    /// A rule's value as written.
    static let valueBytesMax = 4 << 10
    /// What the variables of one list come to in one request: a client's long fields, named often, are refused with 431.
    static let resolvedBytesMax = 64 << 10
}
