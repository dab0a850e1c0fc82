package import Loop
package import TLS

/// Where a load goes. Process lifetime.
package struct LoadTarget {
    /// For messages: a URL.
    package var name: String
    package var address: Address
    /// Nil: cleartext.
    package var tls: TLSClientContext?
    /// The server's process, where it is on this machine and known: its CPU time is read.
    package var process: Int32?

    package init(name: String, address: Address, tls: TLSClientContext?, process: Int32? = nil) {
        self.name = name
        self.address = address
        self.tls = tls
        self.process = process
    }
}
