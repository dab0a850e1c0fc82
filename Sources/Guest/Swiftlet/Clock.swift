/// The host's clocks, in nanoseconds.
///
/// Plain integers, because `Duration` would bring 128-bit arithmetic into every worker that looks at the time.
public enum Clock {
    /// Since 1970-01-01 UTC.
    public static var unixNanoseconds: Int64 { Host.clock(.realtime) }
    /// Since some fixed moment; never goes back.
    public static var monotonicNanoseconds: Int64 { Host.clock(.monotonic) }
}
