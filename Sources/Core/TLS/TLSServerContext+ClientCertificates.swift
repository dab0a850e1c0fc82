internal import COpenSSL

extension TLSServerContext {
    /// Asks clients for a certificate of one of these authorities, a PEM file; who shows none is let in without a name,
    /// who shows another is not. Before the first session.
    package func askForClientCertificates(authorities: String) throws(TLSError) {
        for index in unsafe contexts.indices {
            let context = unsafe contexts[index]
            guard unsafe SSL_CTX_load_verify_locations(context, authorities, nil) == 1,
                let names = unsafe SSL_load_client_CA_file(authorities)
            else { throw .last(during: "read the authorities of clients \(authorities)") }
            // What clients choose a certificate by (RFC 8446 section 4.2.4). The context takes the list.
            unsafe SSL_CTX_set_client_CA_list(context, names)
            unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
            // A ticket keeps who the client is: without a name for what it is good for, OpenSSL refuses to resume.
            let name: StaticString = "swiftlet admin"
            guard
                unsafe SSL_CTX_set_session_id_context(context, name.utf8Start, UInt32(name.utf8CodeUnitCount)) == 1
            else { throw .last(during: "SSL_CTX_set_session_id_context") }
        }
    }
}

extension TLSClientContext {
    /// Shows this certificate to a server that asks for one.
    package func present(_ certificate: TLSCertificate) throws(TLSError) {
        try unsafe certificate.use(in: pointer)
    }
}

extension TLSSession {
    /// The common name of the certificate that the peer has shown, which was verified; nil without one, and for a name
    /// that is empty, longer than 256 bytes, no UTF-8, or there twice.
    package var peerCommonName: String? {
        guard let ssl = unsafe ssl, let certificate = unsafe SSL_get1_peer_certificate(ssl) else { return nil }
        defer { unsafe X509_free(certificate) }
        guard unsafe SSL_get_verify_result(ssl) == Int(X509_V_OK), let name = unsafe X509_get_subject_name(certificate)
        else { return nil }
        let index = unsafe X509_NAME_get_index_by_NID(name, NID_commonName, -1)
        guard index >= 0, unsafe X509_NAME_get_index_by_NID(name, NID_commonName, index) < 0,
            let data = unsafe X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index))
        else { return nil }
        var utf8: UnsafeMutablePointer<UInt8>?
        let count = unsafe ASN1_STRING_to_UTF8(&utf8, data)
        guard count > 0, let bytes = unsafe utf8 else {
            ERR_clear_error()
            return nil
        }
        defer { unsafe CRYPTO_free(bytes, nil, 0) }
        guard count <= 256 else { return nil }
        let text = unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
        // A NUL within a name is an old trick: nobody's name has one.
        return text.contains(0) ? nil : String(validating: text, as: UTF8.self)
    }
}
