internal import COpenSSL

extension TLSClientContext {
    /// One that takes whatever certificate it is shown: for measuring a server of our own making, which has a self-signed
    /// one, never for an origin.
    package convenience init(unverifiedServerName serverName: String) throws(TLSError) {
        try self.init(serverName: serverName, authorities: nil)
        unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_NONE, nil)
    }
}
