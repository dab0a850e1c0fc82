extension Log {
    /// What a line says of itself: names and values, in this order.
    public typealias Fields = KeyValuePairs<StaticString, LogValue>

    /// A line with fields: `paid order=17 ms=12 note="two words"`. What varies belongs into the fields, so the message is a
    /// literal: no client can write a field into it.
    public func debug(_ message: StaticString, _ fields: Fields) { write(.debug, message, fields) }
    /// See `debug`.
    public func info(_ message: StaticString, _ fields: Fields) { write(.info, message, fields) }
    /// See `debug`.
    public func warning(_ message: StaticString, _ fields: Fields) { write(.warning, message, fields) }
    /// See `debug`.
    public func error(_ message: StaticString, _ fields: Fields) { write(.error, message, fields) }

    /// A line of any level with fields (logfmt). Values that are not one plain word are put in quotes, with `"`, `\` and
    /// control bytes escaped; a byte that a name should not have becomes `_`. Of a value the first 1 KiB is written, of a
    /// line 8 KiB; what does not fit is counted in `dropped=`.
    @export(interface)
    public func write(_ level: Level, _ message: StaticString, _ fields: Fields) {
        var line = LogLine(message)
        for (name, value) in fields { line.append(Bytes(name), value) }
        unsafe line.finish().withUnsafeBytes { text in unsafe Host.log(level, text) }
    }
}
