internal import Crypto

/// What a version is bound to besides its code. Never changed: another value makes another version.
package struct VersionSettings: Sendable, Equatable {
    /// Names of origins, in the order in which the worker counts them.
    package var origins: [String]
    package var variables: [String: String]
    /// Fingerprints of the secrets by name. The values stay where the configuration has them.
    package var secrets: [String: SecretFingerprint]
    /// By the configuration's key; the value as it is written there.
    package var limits: [String: String]

    package init(
        origins: [String] = [], variables: [String: String] = [:], secrets: [String: SecretFingerprint] = [:],
        limits: [String: String] = [:]
    ) {
        self.origins = origins
        self.variables = variables
        self.secrets = secrets
        self.limits = limits
    }
}

extension VersionSettings {
    /// Refuses what would be no settings when they are read again.
    package func check() throws(DeployError) {
        for name in variables.keys.sorted() where !WorkerName.isName(name.utf8) {
            throw DeployError(.input, "\(Quoted.text(name)) is no name of a variable", remedy: WorkerName.remedy)
        }
        for (what, count) in [("variables", variables.count), ("origins", origins.count), ("secrets", secrets.count)]
        where count > Self.namesMax {
            throw DeployError(
                .limit, "a version would have \(count) \(what) of \(Self.namesMax)",
                remedy: "use fewer, or one variable for several values")
        }
    }
}

/// Tells whether a secret is still the same, and nothing else of it: HMAC-SHA256 under the store's own salt, cut to 128
/// bits. Who can read the store has the salt too and can try guesses: secrets are to be long and random.
package struct SecretFingerprint: Sendable, Hashable, CustomStringConvertible {
    static let byteCount = 16

    /// 32 lower-case hexadecimal digits.
    package let description: String

    /// Nil for other texts.
    package init?(text: String) {
        guard Hexadecimal.bytes(text)?.count == Self.byteCount else { return nil }
        description = text
    }

    init(bytes: some Collection<UInt8>) { description = Hexadecimal.text(bytes.prefix(Self.byteCount)) }
}
