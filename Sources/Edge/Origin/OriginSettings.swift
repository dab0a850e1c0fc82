package import TLS

/// One origin as configured: where it is, how long to wait for it, how many connections it may get.
///
/// Process lifetime; immutable, shared by all loops. A class, because each request looks at it: copies of a struct with
/// arrays would count references.
package final class OriginSettings: Sendable {
    package let name: String
    package let host: String
    package let port: UInt16
    /// Host and port as they stand in the `Host` field.
    package let authority: [UInt8]
    /// Put before every request's path; empty, or begins with `/` and does not end with one.
    package let basePath: [UInt8]
    /// nil: plain TCP.
    package let tls: TLSClientContext?
    package let limits: OriginLimits
    /// `Swiftlet-Shadow` is this host's word: a client's is left out.
    package let marksCopies: Bool

    package init(
        name: String, host: String, port: UInt16, authority: String, basePath: String, tls: TLSClientContext?,
        limits: OriginLimits, marksCopies: Bool = false
    ) {
        self.name = name
        self.host = host
        self.port = port
        self.authority = Array(authority.utf8)
        self.basePath = Array(basePath.utf8)
        self.tls = tls
        self.limits = limits
        self.marksCopies = marksCopies
    }
}

/// Every limit towards an origin.
package struct OriginLimits: Sendable {
    /// From the wish for a connection to one that can carry the request: waiting, DNS, TCP and TLS together.
    package var connectMilliseconds: UInt64 = 5_000
    /// From the request's last byte to the response's first.
    package var firstByteMilliseconds: UInt64 = 30_000
    /// The longest silence inside a response, and the longest a pooled connection is kept unused.
    package var idleMilliseconds: UInt64 = 60_000
    /// Per loop.
    package var connectionsMax = 256
    /// Kept open while unused; per loop. As many as there may be: fewer are closed and opened again whenever a burst uses
    /// more, and those that are too many go by the idle timeout, because the last used is the first to be used again.
    package var idleConnectionsMax = 256
    /// Requests that wait while all connections are busy; one more fails at once. Per loop.
    package var waitingMax = 1_024
    /// Request bytes that may wait in the host while the origin does not take them.
    package var bufferBytesMax = 64 << 10
    /// How long a name's addresses are used before DNS is asked again: getaddrinfo does not tell the records' own times.
    package var addressMilliseconds: UInt64 = 30_000

    package init() {}
}
