internal import COpenSSL

/// The OpenSSL that the process has loaded.
package enum TLSLibrary {
    /// "3.0.22". The corresponding C function is `OpenSSL_version`.
    package static var version: String {
        unsafe OpenSSL_version(OPENSSL_VERSION_STRING).map { unsafe String(cString: $0) } ?? ""
    }
}
