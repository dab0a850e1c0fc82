internal import COpenSSL

/// A certificate (chain) and its private key, loaded and checked to be a pair. Process lifetime.
///
/// Sendable: never changed after it was made; OpenSSL counts references atomically.
@safe package final class TLSCertificate: @unchecked Sendable {
    private let leaf: OpaquePointer
    private let chain: [OpaquePointer]
    private let key: OpaquePointer

    /// Reads PEM files: the leaf first, then its intermediates.
    package init(certificatePath: String, keyPath: String) throws(TLSError) {
        var certificates = unsafe try TLSCertificate.readCertificates(certificatePath)
        guard unsafe !certificates.isEmpty else {
            throw TLSError(operation: "\(certificatePath)", reason: "holds no PEM certificate")
        }
        unsafe leaf = certificates.removeFirst()
        unsafe chain = certificates
        do throws(TLSError) {
            unsafe key = try TLSCertificate.readKey(keyPath)
        } catch {
            unsafe X509_free(leaf)
            unsafe chain.forEach { unsafe X509_free($0) }
            throw error
        }
        guard unsafe X509_check_private_key(leaf, key) == 1 else {
            throw .last(during: "\(keyPath) is not the key of \(certificatePath)")
        }
        // A decoder tried in vain may have left its complaint: it would be read as a session's.
        ERR_clear_error()
    }

    /// Makes a self-signed P-256 certificate for localhost, valid for 30 days: for development only.
    package init(selfSignedFor names: [String]) throws(TLSError) {
        guard let key = unsafe swiftlet_make_p256_key(), let certificate = unsafe X509_new() else {
            throw .last(during: "make a P-256 key")
        }
        unsafe self.key = key
        unsafe leaf = certificate
        unsafe chain = []
        unsafe X509_set_version(certificate, 2)
        var serial: UInt64 = .random(in: 1...UInt64(Int64.max))
        unsafe ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial)
        serial = 0
        unsafe X509_gmtime_adj(X509_getm_notBefore(certificate), -3600)
        unsafe X509_gmtime_adj(X509_getm_notAfter(certificate), 30 * 86_400)
        unsafe X509_set_pubkey(certificate, key)
        let name = unsafe X509_get_subject_name(certificate)
        unsafe X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, "swiftlet development", -1, -1, 0)
        unsafe X509_set_issuer_name(certificate, name)
        let alternatives = names.map { (TLSCertificate.isAddress($0) ? "IP:" : "DNS:") + $0 }
        guard
            let extensionPointer = unsafe X509V3_EXT_conf_nid(
                nil, nil, NID_subject_alt_name, alternatives.joined(separator: ","))
        else { throw .last(during: "subjectAltName") }
        unsafe X509_add_ext(certificate, extensionPointer, -1)
        unsafe X509_EXTENSION_free(extensionPointer)
        guard unsafe X509_sign(certificate, key, EVP_sha256()) > 0 else { throw .last(during: "X509_sign") }
    }

    deinit {
        unsafe X509_free(leaf)
        unsafe chain.forEach { unsafe X509_free($0) }
        unsafe EVP_PKEY_free(key)
    }

    func use(in context: OpaquePointer) throws(TLSError) {
        guard unsafe SSL_CTX_use_certificate(context, leaf) == 1, unsafe SSL_CTX_use_PrivateKey(context, key) == 1
        else {
            throw .last(during: "use certificate")
        }
        for index in unsafe chain.indices {
            let certificate = unsafe chain[index]
            guard unsafe swiftlet_ssl_ctx_chain_add(context, certificate) == 1 else { throw .last(during: "use chain") }
        }
    }

    /// The certificate as PEM, so that a client can be told to trust it.
    package func pem() throws(TLSError) -> [UInt8] {
        guard let memory = unsafe BIO_new(BIO_s_mem()) else { throw .last(during: "BIO_new") }
        defer { unsafe BIO_free(memory) }
        guard unsafe PEM_write_bio_X509(memory, leaf) == 1 else { throw .last(during: "PEM_write_bio_X509") }
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        let count = unsafe BIO_read(memory, &bytes, Int32(bytes.count))
        return Array(bytes.prefix(max(0, Int(count))))
    }

    private static func readKey(_ path: String) throws(TLSError) -> OpaquePointer {
        guard let file = unsafe BIO_new_file(path, "r") else { throw .last(during: path) }
        defer { unsafe BIO_free(file) }
        // No pass phrase: a server cannot ask for one.
        guard let key = unsafe PEM_read_bio_PrivateKey(file, nil, { _, _, _, _ in 0 }, nil) else {
            throw .last(during: "\(path): no unencrypted PEM private key")
        }
        return unsafe key
    }

    private static func isAddress(_ name: String) -> Bool {
        guard let octets = unsafe a2i_IPADDRESS(name) else {
            ERR_clear_error()
            return false
        }
        unsafe ASN1_OCTET_STRING_free(octets)
        return true
    }

    private static func readCertificates(_ path: String) throws(TLSError) -> [OpaquePointer] {
        guard let file = unsafe BIO_new_file(path, "r") else { throw .last(during: path) }
        defer { unsafe BIO_free(file) }
        var certificates: [OpaquePointer] = unsafe []
        while let certificate = unsafe PEM_read_bio_X509(file, nil, nil, nil) {
            unsafe certificates.append(certificate)
        }
        // The loop ends with "no start line", which is no error.
        ERR_clear_error()
        return unsafe certificates
    }
}
