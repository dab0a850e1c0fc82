/// The worker's log: `log.info("…")`. The host adds time, worker, version and request id to each line.
public var log: Log { Log() }

public struct Log {
    public enum Level: UInt32, Sendable { case debug, info, warning, error }

    public func debug(_ text: String) { write(.debug, text) }
    public func info(_ text: String) { write(.info, text) }
    public func warning(_ text: String) { write(.warning, text) }
    public func error(_ text: String) { write(.error, text) }

    @export(interface)
    public func write(_ level: Level, _ text: String) {
        var text = text
        text.withUTF8 { utf8 in unsafe Host.log(level, UnsafeRawBufferPointer(utf8)) }
    }
}
