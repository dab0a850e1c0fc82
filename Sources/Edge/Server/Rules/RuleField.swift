internal import Glibc

/// A field while rules are applied to its head: where its name and value are, in the head, the rules or their values.
@safe struct RuleField {
    var name: UnsafeRawBufferPointer
    let value: UnsafeRawBufferPointer

    /// Whether the name is that one, in any case of letters.
    static func isEqual(_ bytes: UnsafeRawBufferPointer, _ name: [UInt8]) -> Bool {
        guard bytes.count == name.count, let first = bytes.baseAddress else { return false }
        return unsafe name.withUnsafeBytes { other in
            unsafe other.baseAddress.map { unsafe strncasecmp(first, $0, bytes.count) == 0 } ?? false
        }
    }
}
