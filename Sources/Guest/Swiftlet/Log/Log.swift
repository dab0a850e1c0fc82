/// The worker's log: `log.info("…")`. The host adds time, worker, version and request id to each line.
public var log: Log { Log() }

/// Writes lines to the host's log. A request's lines may be 16 KiB together; the host counts those that it drops.
public struct Log {
    /// How much a line matters. The host's `log_level` says which are printed.
    public enum Level: UInt32, Sendable { case debug, info, warning, error }

    /// For those who look for a mistake.
    public func debug(_ text: String) { write(.debug, text) }
    /// What is worth knowing of a request that went well.
    public func info(_ text: String) { write(.info, text) }
    /// Something went wrong that the worker could mend.
    public func warning(_ text: String) { write(.warning, text) }
    /// Something went wrong that the client notices.
    public func error(_ text: String) { write(.error, text) }

    /// A line of any level. Control bytes are escaped: it stays one line.
    @export(interface)
    public func write(_ level: Level, _ text: String) {
        text.withBytes { utf8 in unsafe utf8.withUnsafeBytes { buffer in unsafe Host.log(level, buffer) } }
    }
}
