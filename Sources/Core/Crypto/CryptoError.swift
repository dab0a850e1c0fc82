/// Why something cryptographic could not be computed: the caller's mistake, or OpenSSL's refusal. A signature that is not
/// genuine is no error.
package enum CryptoError: Error, Equatable {
    /// The bytes are no key of the kind that the algorithm wants.
    case key
    /// There is less room than the result has bytes.
    case room
    /// OpenSSL said no; the C function.
    case library(StaticString)

    package static func == (one: CryptoError, other: CryptoError) -> Bool {
        switch (one, other) {
        case (.key, .key), (.room, .room), (.library, .library): true
        default: false
        }
    }
}
