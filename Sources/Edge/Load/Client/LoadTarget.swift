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
    /// Says what became of that process; nil: it runs. Called often, on the generator's thread, while a load is on it.
    package var ending: (() -> String?)?
    /// What that process has printed at last, for whoever looks for the reason of its failures.
    package var said: (() -> String)?

    package init(
        name: String, address: Address, tls: TLSClientContext?, process: Int32? = nil, ending: (() -> String?)? = nil
    ) {
        self.name = name
        self.address = address
        self.tls = tls
        self.process = process
        self.ending = ending
    }

    /// A server that has ended is told as that, not by what its connections say.
    func checkEnding() throws(LoadError) {
        if let ending = ending?() { throw LoadError(.target, ending) }
    }
}
