internal import COpenSSL

/// Client-side TLS settings for one origin: whom to trust, which name its certificate must carry.
///
/// Owns one `SSL_CTX`. Sendable for the same reason as `TLSServerContext`.
@safe package final class TLSClientContext: @unchecked Sendable {
    let pointer: OpaquePointer
    package let serverName: String
    let serverNameIsAddress: Bool

    /// `authorities`: a PEM file of trusted roots; nil: the system's.
    package init(serverName: String, authorities: String?) throws(TLSError) {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw .last(during: "SSL_CTX_new") }
        unsafe pointer = context
        self.serverName = serverName
        unsafe swiftlet_ssl_ctx_set_modes(context)
        _ = unsafe swiftlet_ssl_ctx_set_min_version(context, TLS1_2_VERSION)
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        let parameters = unsafe SSL_CTX_get0_param(context)
        // RFC 9110 §4.3.4: the certificate must be for the host that was asked for.
        serverNameIsAddress = unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, serverName) == 1
        ERR_clear_error()
        if !serverNameIsAddress {
            unsafe X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
            guard unsafe X509_VERIFY_PARAM_set1_host(parameters, serverName, 0) == 1 else {
                throw .last(during: "server name \(serverName)")
            }
        }
        let loaded =
            if let authorities { unsafe SSL_CTX_load_verify_locations(context, authorities, nil) } else {
                unsafe SSL_CTX_set_default_verify_paths(context)
            }
        guard loaded == 1 else { throw .last(during: "read trusted certificates \(authorities ?? "of the system")") }
    }

    deinit { unsafe SSL_CTX_free(pointer) }
}
