internal import Glibc
internal import HTTP

/// The `Date` field's line, made once a second. One per loop.
struct DateField: ~Copyable {
    private var line = ByteBuffer(capacity: 64)
    private var madeAt: UInt64 = .max

    /// Appends "Date: …\r\n". `now`: the loop's clock in milliseconds, which decides when to look at the real one.
    mutating func append(to out: inout ByteBuffer, now: UInt64) {
        if madeAt == .max || now &- madeAt >= 1_000 { make(now) }
        unsafe out.append(line.readable)
    }

    private mutating func make(_ now: UInt64) {
        madeAt = now
        line.clear()
        line.append("Date: ")
        line.appendDate(unixSeconds: Int64(time(nil)))
        line.append("\r\n")
    }
}
