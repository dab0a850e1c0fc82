internal import Crypto

/// Who may do what over TCP. Over the unix socket its file's mode decides, and whoever gets in may do all.
package struct AdminAccess: Sendable {
    /// A bearer token, of which only the hash is known here.
    package struct Token: Sendable {
        package var name: String
        /// 32 bytes.
        package var sha256: [UInt8]
        package var scope: AdminScope

        package init(name: String, sha256: [UInt8], scope: AdminScope) {
            precondition(sha256.count == HashFunction.sha256.byteCount, "a SHA-256 has 32 bytes")
            self.name = name
            self.sha256 = sha256
            self.scope = scope
        }
    }

    package var tokens: [Token]
    /// Scope by the common name of a client certificate, which TLS has verified.
    package var certificates: [String: AdminScope]

    package init(tokens: [Token] = [], certificates: [String: AdminScope] = [:]) {
        self.tokens = tokens
        self.certificates = certificates
    }

    /// Who has shown this; nil: nobody that is known.
    func caller(authorization: String?, certificate: String?, address: String) -> AdminCaller? {
        if let authorization {
            // A token that is wrong is not made good by a certificate: whoever sends one means it.
            guard let token = Self.bearer(authorization), let found = token.isEmpty ? nil : find(token) else {
                return nil
            }
            return AdminCaller(name: "token:\(found.name)", scope: found.scope, address: address)
        }
        guard let certificate, let scope = certificates[certificate] else { return nil }
        return AdminCaller(name: "certificate:\(certificate)", scope: scope, address: address)
    }

    /// RFC 6750 section 2.1; the scheme's case does not count (RFC 9110 section 11.1).
    private static func bearer(_ authorization: String) -> String? {
        let parts = authorization.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return AdminRequest.trimmed(parts[1])
    }

    /// Looks at every token whatever it finds, and compares hashes: the time tells nothing about a token.
    private func find(_ text: String) -> Token? {
        guard let hash = AdminHash.sha256(Array(text.utf8)) else { return nil }
        var found: Token?
        for token in tokens {
            var difference: UInt8 = 0
            for index in 0..<hash.count { difference |= hash[index] ^ token.sha256[index] }
            if difference == 0 { found = token }
        }
        return found
    }
}
