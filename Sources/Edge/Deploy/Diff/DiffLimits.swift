/// Bounds of comparing responses.
package enum DiffLimits {
    /// Bytes of a body that is read as JSON; a larger one is compared byte by byte.
    package static let jsonBytesMax = 1 << 20
    /// Differences of one response that are named.
    package static let differencesMax = 50
    /// Characters of a value, of a path and of a request that are kept.
    package static let valueMax = 120
    package static let pathMax = 200
    /// Fields of a report; differences in others are counted together.
    package static let fieldsMax = 200
    /// Headers and paths that are ignored.
    package static let ignoredMax = 64
    /// Parts of a path that is ignored, and its bytes.
    package static let ignoredDepthMax = 32
    package static let ignoredBytesMax = 256
    /// Header fields of a response that are compared.
    package static let headersMax = 200
}
