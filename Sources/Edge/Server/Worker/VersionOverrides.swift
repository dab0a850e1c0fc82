internal import Deploy
internal import Glibc

/// Lets whoever holds the key ask for a version: testers, before anybody else gets it. Process lifetime, immutable.
final class VersionOverrides: Sendable {
    static let header = Array(VersionOverride.headerName.utf8)
    private let key: OverrideKey

    init(_ key: OverrideKey) { self.key = key }

    /// The version that a signed header asks for; nil: it asks for another worker's, has expired, or is not signed by
    /// that key. Who sends such a header gets what everybody gets.
    func number(_ value: UnsafeRawBufferPointer, worker: String) -> Int? {
        let asked = try? unsafe VersionOverride(verifying: [UInt8](value), key: key, now: Int64(time(nil)))
        return asked.flatMap { $0.worker == worker ? Int($0.version) : nil }
    }
}
