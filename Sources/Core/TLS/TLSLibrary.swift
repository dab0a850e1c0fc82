internal import COpenSSL
internal import Glibc

/// The OpenSSL that the process has loaded.
package enum TLSLibrary {
    /// "3.0.22". The corresponding C function is `OpenSSL_version`.
    package static var version: String {
        unsafe OpenSSL_version(OPENSSL_VERSION_STRING).map { unsafe String(cString: $0) } ?? ""
    }

    /// Where the system keeps the authorities that it trusts: files and directories, of which OpenSSL reads some only when
    /// it verifies a certificate, and what their links lead to. The corresponding C functions are
    /// `X509_get_default_cert_dir` and `X509_get_default_cert_file`.
    package static var authorityPlaces: [String] {
        let own = unsafe [X509_get_default_cert_dir(), X509_get_default_cert_file()]
            .compactMap { unsafe $0.map { unsafe String(cString: $0) } }
        // A list of directories, as in PATH.
        let set = ["SSL_CERT_DIR", "SSL_CERT_FILE"].flatMap { name -> [String] in
            guard let value = unsafe getenv(name) else { return [] }
            return unsafe String(cString: value).split(separator: ":").map(String.init)
        }
        return own + set + ["/usr/share/ca-certificates", "/usr/local/share/ca-certificates"]
    }

    /// OpenSSL's settings, which it reads when it is first used.
    package static var configurationFile: String {
        if let named = unsafe getenv("OPENSSL_CONF") { return unsafe String(cString: named) }
        return unsafe X509_get_default_cert_area().map { unsafe String(cString: $0) + "/openssl.cnf" } ?? ""
    }
}
