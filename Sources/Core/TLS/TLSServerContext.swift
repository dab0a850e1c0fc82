internal import COpenSSL

/// Server-side TLS settings shared by every session of a listener: certificates (chosen by SNI), keys, versions.
///
/// Owns one `SSL_CTX` per certificate. Sessions keep theirs alive through OpenSSL's own count, so a context can be
/// replaced (certificate rotation) while old sessions finish.
///
/// Sendable: nothing changes after `init`, and OpenSSL locks what it changes itself (reference counts, ticket keys).
@safe package final class TLSServerContext: @unchecked Sendable {
    let contexts: [OpaquePointer]

    /// The first certificate answers clients that name no host, or one that no certificate covers.
    package init(certificates: [TLSCertificate]) throws(TLSError) {
        var contexts: [OpaquePointer] = unsafe []
        do throws(TLSError) {
            for certificate in certificates { unsafe contexts.append(try TLSServerContext.make(certificate)) }
        } catch {
            unsafe contexts.forEach { unsafe SSL_CTX_free($0) }
            throw error
        }
        guard unsafe !contexts.isEmpty else { throw TLSError(operation: "TLS context", reason: "no certificate") }
        unsafe self.contexts = contexts
        guard unsafe contexts.count > 1 else { return }
        unsafe swiftlet_ssl_ctx_on_server_name(
            contexts[0], onServerName, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { unsafe contexts.forEach { unsafe SSL_CTX_free($0) } }

    var defaultContext: OpaquePointer { unsafe contexts[0] }

    /// RFC 6066 §3: the certificate whose names cover the host the client asks for.
    fileprivate func choose(for ssl: OpaquePointer) {
        guard let name = unsafe SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else { return }
        for index in unsafe contexts.indices {
            let context = unsafe contexts[index]
            let certificate = unsafe SSL_CTX_get0_certificate(context)
            if unsafe X509_check_host(certificate, name, 0, 0, nil) == 1 {
                unsafe SSL_set_SSL_CTX(ssl, context)
                return
            }
        }
    }

    private static func make(_ certificate: TLSCertificate) throws(TLSError) -> OpaquePointer {
        guard let context = unsafe SSL_CTX_new_ex(nil, KeyDerivation.properties, TLS_server_method()) else {
            throw .last(during: "SSL_CTX_new")
        }
        do throws(TLSError) {
            unsafe swiftlet_ssl_ctx_set_modes(context)
            _ = unsafe swiftlet_ssl_ctx_set_min_version(context, TLS1_2_VERSION)
            // Tickets are stateless (RFC 8446 §4.6.1); a server-side cache would be a lock for nothing.
            unsafe swiftlet_ssl_ctx_no_session_cache(context)
            // One, not OpenSSL's two: each connection gives a client what its next one needs, and each ticket is made,
            // encrypted and sent before the first response.
            _ = unsafe swiftlet_ssl_ctx_set_num_tickets(context, 1)
            unsafe SSL_CTX_set_options(context, TLSServerContext.options)
            try unsafe set(context, SSL_CTX_set_ciphersuites, TLSServerContext.suites13, "TLS 1.3 cipher suites")
            try unsafe set(context, SSL_CTX_set_cipher_list, TLSServerContext.suites12, "TLS 1.2 cipher suites")
            try unsafe set(context, swiftlet_ssl_ctx_set_groups, "X25519:P-256:P-384", "key exchange groups")
            try unsafe certificate.use(in: context)
        } catch {
            unsafe SSL_CTX_free(context)
            throw error
        }
        return unsafe context
    }

    private static func set(
        _ context: OpaquePointer, _ function: (OpaquePointer, UnsafePointer<CChar>) -> Int32, _ list: String,
        _ what: String
    ) throws(TLSError) {
        guard unsafe function(context, list) == 1 else { throw .last(during: what) }
    }

    /// AES-128 first as Mozilla's "intermediate" has it; ChaCha20 for clients that put it first (no AES hardware).
    private static let suites13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    private static let suites12 = """
        ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:\
        ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
        """
    private static let options =
        UInt64(1 << 22) /* SSL_OP_CIPHER_SERVER_PREFERENCE */ | UInt64(1 << 21) /* SSL_OP_PRIORITIZE_CHACHA */
        | UInt64(1 << 30) /* SSL_OP_NO_RENEGOTIATION */ | UInt64(1 << 17) /* SSL_OP_NO_COMPRESSION */
        | UInt64(1 << 7) /* SSL_OP_IGNORE_UNEXPECTED_EOF */
}

private let onServerName:
    @convention(c) (OpaquePointer?, UnsafeMutablePointer<Int32>?, UnsafeMutableRawPointer?) -> Int32 =
        { ssl, _, argument in
            guard let ssl = unsafe ssl, let argument = unsafe argument else { return SSL_TLSEXT_ERR_NOACK }
            unsafe Unmanaged<TLSServerContext>.fromOpaque(argument)._withUnsafeGuaranteedRef {
                unsafe $0.choose(for: ssl)
            }
            return SSL_TLSEXT_ERR_OK
        }
