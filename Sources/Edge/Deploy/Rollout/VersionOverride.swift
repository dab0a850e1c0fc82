/// A signed header by which somebody who tests gets one version of a worker, whatever the weights say:
/// `Swiftlet-Version: shop=v7; expires=1790000000; signature=…`.
///
/// Who has the key makes it, for at most 7 days; a client cannot make one. It can be passed on until it expires. A value.
package struct VersionOverride: Equatable, Sendable {
    package static let headerName = "Swiftlet-Version"

    package let worker: String
    package let version: UInt32
    /// Seconds since 1970.
    package let expires: Int64

    /// Why a header is not believed.
    package enum Refusal: Error, Equatable, Sendable {
        /// It is not of the form that `header(key:now:)` writes; which part.
        case form(String)
        /// Another key, or something was changed.
        case signature
        /// So many seconds ago.
        case expired(Int64)
        /// It is valid for longer than is allowed: seconds from now.
        case tooLong(Int64)
    }

    /// `version` is at least 1. The worker's name is one that a configuration may have: no space, ";" or "=" in it.
    package init(worker: String, version: UInt32, expires: Int64) {
        self.worker = worker
        self.version = version
        self.expires = expires
    }

    /// The header's value.
    package func header(key: OverrideKey, now: Int64) throws(RolloutError) -> String {
        let (seconds, overflows) = expires.subtractingReportingOverflow(now)
        guard !overflows, 1...RolloutLimits.overrideSecondsMax ~= seconds else {
            throw RolloutError(
                "the version override would be valid for \(seconds) seconds",
                remedy: "let it be valid for 1 to \(RolloutLimits.overrideSecondsMax) seconds, 7 days")
        }
        let signature = try key.signature(of: signed)
        return "\(signed); signature=\(String(decoding: signature, as: UTF8.self))"
    }

    /// What is signed.
    private var signed: String { "\(worker)=v\(version); expires=\(expires)" }

    /// Reads a header's value and believes it, or says why not. `now` is in seconds since 1970.
    ///
    /// Exactly what `header(key:now:)` writes, without a space more or less. The time that a wrong signature takes says
    /// nothing of the right one.
    package init(verifying header: [UInt8], key: OverrideKey, now: Int64) throws(Refusal) {
        guard header.count <= RolloutLimits.overrideBytesMax else {
            throw .form("it is longer than \(RolloutLimits.overrideBytesMax) bytes")
        }
        // No empty ones left out, so that there is one way to write each override.
        let parts = header.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard parts.count == 3, let equals = parts[0].firstIndex(of: UInt8(ascii: "=")) else {
            throw .form("it is not WORKER=vN; expires=SECONDS; signature=…")
        }
        let name = parts[0][..<equals]
        guard WorkerName.isName(name) else { throw .form("the worker's name") }
        guard let version = VersionNumber(utf8: parts[0][(equals + 1)...])?.value else { throw .form("the version") }
        let expiresKey = " expires=".utf8
        guard parts[1].starts(with: expiresKey),
            let expires = WholeNumber.parse(parts[1].dropFirst(expiresKey.count), max: UInt64(Int64.max))
        else { throw .form("the time when it expires") }
        let signatureKey = " signature=".utf8
        guard parts[2].starts(with: signatureKey) else { throw .form("the signature") }

        self.init(worker: String(decoding: name, as: UTF8.self), version: version, expires: Int64(expires))
        guard let wanted = try? key.signature(of: signed),
            Self.isEqual(parts[2].dropFirst(signatureKey.count), wanted)
        else { throw .signature }
        // `expires` is not negative; a clock far before 1970 is no reason to trap.
        let (left, overflows) = self.expires.subtractingReportingOverflow(now)
        if !overflows, left <= 0 { throw .expired(-left) }
        guard !overflows, left <= RolloutLimits.overrideSecondsMax else { throw .tooLong(overflows ? .max : left) }
    }

    /// In a time that depends on the lengths alone.
    private static func isEqual(_ one: ArraySlice<UInt8>, _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        var difference: UInt8 = 0
        for (left, right) in zip(one, other) { difference |= left ^ right }
        return difference == 0
    }
}

extension VersionOverride.Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .form(let part): "the version override cannot be read: \(part)"
        case .signature: "the version override's signature is not of this host's key"
        case .expired(let seconds): "the version override expired \(seconds) s ago"
        case .tooLong(let seconds):
            "the version override is valid for \(seconds) s, longer than \(RolloutLimits.overrideSecondsMax) s"
        }
    }
}
