/// How deep a test goes: the same body runs over plain TCP and over TLS.
enum Depth: String, CaseIterable, Sendable {
    case cleartext
    case tls
}
