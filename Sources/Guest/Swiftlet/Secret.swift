/// A secret that the config binds: a password, a token, a key. It does not print itself: `"\(secret)"` says `<secret>`.
public struct Secret {
    /// The secret. Whoever writes it to a log or into an answer gives it away.
    public let bytes: Bytes

    init(_ bytes: Bytes) {
        self.bytes = bytes
    }

    /// The secret as text; what is no UTF-8 becomes U+FFFD.
    public var text: String { bytes.text }

    /// Whether `guess` is the secret, found out in a time that does not tell how much of it is right.
    public func isEqual(to guess: some ByteSource) -> Bool {
        guess.withBytes { guess in bytes.isEqualInConstantTime(to: guess) }
    }
}

extension Env {
    /// The secret called `name`; nil where the config binds none to this worker.
    public func secret(_ name: StaticString) -> Secret? {
        guard let bytes = Host.secret(Bytes(name)) else { return nil }
        return Secret(bytes)
    }
}

extension Secret: ByteSource {
    public func withBytes<R, E: Error>(_ body: (Bytes) throws(E) -> R) throws(E) -> R {
        try body(bytes)
    }
}

extension Secret: CustomStringConvertible {
    /// `<secret>`
    public var description: String { "<secret>" }
}

#if !arch(wasm32)
    // Only natively is there a `dump`, and a test library that shows what a failed expectation compared.
    extension Secret: CustomReflectable, CustomDebugStringConvertible {
        public var debugDescription: String { description }
        public var customMirror: Mirror { Mirror(self, children: []) }
    }
#endif
