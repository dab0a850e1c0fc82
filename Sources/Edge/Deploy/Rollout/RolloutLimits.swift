/// Bounds of what a rollout may say.
package enum RolloutLimits {
    /// Versions that have a share at once.
    package static let versionsMax = 32
    /// Bytes of a list of weights.
    package static let weightsBytesMax = 1024
    /// Bytes of a stored assignment: the longest has a range for every bucket.
    package static let assignmentBytesMax = 256 * 1024
    /// Sources of one user key.
    package static let keySourcesMax = 4
    /// Bytes of the name of a cookie or header that is a user key.
    package static let keyNameBytesMax = 64
    /// Seconds from now that a version override may be valid for: 7 days.
    package static let overrideSecondsMax: Int64 = 7 * 86_400
    /// Bytes of a version override's header.
    package static let overrideBytesMax = 512
    /// Of the key that signs version overrides: what HMAC-SHA256 asks for (RFC 2104 section 3) at least.
    package static let overrideKeyBytes = 32...1024
}
