/// What bounds a load, whatever its settings say.
package enum LoadLimits {
    /// Requests that are due and wait for a connection; more are counted as failures ("not sent").
    package static let waitingMax = 100_000
    /// Connections at once, of both kinds.
    package static let connectionsMax = 10_000
    package static let rates: ClosedRange<Double> = 1...1_000_000
    /// Bytes of an answer's body that are kept to be looked into.
    package static let bodyBytesKeptMax = 1 << 20
    /// Kinds of failures told apart; the rest is "other".
    package static let failureKindsMax = 16
    /// Latencies above are counted as this: an hour, in nanoseconds.
    package static let latencyMax: UInt64 = 3_600_000_000_000
}
