/// The limits of the admin API.
package struct AdminLimits: Sendable, Equatable {
    /// Connections that are answered at the same time, each by a thread.
    package var connectionsMax = 16
    /// Of those, how many may come over TCP: whoever holds all of them, without a token even, holds up nobody at the unix
    /// socket.
    package var remoteConnectionsMax: Int { max(1, connectionsMax * 3 / 4) }
    /// Of those, how many may be tails, which last.
    package var tailsMax = 8
    /// Of a bundle: `deploy.module_bytes`.
    package var moduleBytesMax = 64 << 20
    /// Of all bundles that are being received or deployed at the same time.
    package var uploadBytesMax = 256 << 20
    /// Between two requests of a connection.
    package var idleMilliseconds = 30_000
    /// For a whole head, from its first byte.
    package var headMilliseconds = 10_000
    /// Between two pieces of a body, either way.
    package var stallMilliseconds = 30_000
    /// For a whole body that is sent to the host.
    package var bodyMilliseconds = 300_000
    /// Between two lines of a tail.
    package var heartbeatMilliseconds = 10_000
    /// Lines that wait for the reader of a tail; later ones are dropped and counted.
    package var tailLinesMax = 1024
    /// Refused attempts of one address within a minute; what comes then waits for the next one.
    package var failuresPerMinuteMax = 20

    package init() {}

    package static let connectionsRange = 1...256
    package static let moduleBytesRange = 4096...1 << 30

    /// Of this API: /v1.
    package static let apiVersion = 1
    /// Of a JSON body.
    package static let jsonBytesMax = 256 << 10
    /// Of progress that a client has not taken; what comes then is dropped, but for the result.
    package static let progressBytesMax = 64 << 10
    package static let headBytesMax = 16 << 10
    package static let targetBytesMax = 4 << 10
    package static let fieldsMax = 64
    /// Of message, author and commit, in bytes.
    package static let messageBytesMax = 4096
    package static let nameBytesMax = 64
    package static let rolloutStepsMax = 32
    package static let guardsMax = 16
    package static let minRequests = 50...100_000_000
    /// Of what gets anything at all.
    package static let sharePercent = 0.01...100.0
    package static let ignoreRulesMax = 64
    /// A tenth of a second to 30 days.
    package static let stepMilliseconds = 1000...2_592_000_000
    package static let tailLimitMax = 1_000_000
}
