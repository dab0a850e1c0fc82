extension UUID {
    /// Version 4: 122 random bits of the host.
    public static func v4() -> UUID {
        stamped(high: Random.next(), version: 4)
    }

    /// Version 7: the milliseconds of the host's clock and a part of the rest, then 62 random bits. Texts and numbers
    /// sort by time, to a quarter of a microsecond (RFC 9562 section 6.2, method 3).
    @export(interface)
    public static func v7() -> UUID {
        let now = UInt64(Swift.max(Clock.unixNanoseconds, 0))
        let (milliseconds, rest) = now.quotientAndRemainder(dividingBy: 1_000_000)
        // `rest` below 10^6 becomes a number below 2^12.
        return stamped(high: milliseconds << 16 | (rest << 12) / 1_000_000, version: 7)
    }

    /// `high` with its version, and random bits with the variant (RFC 9562 sections 4.1 and 4.2).
    private static func stamped(high: UInt64, version: UInt64) -> UUID {
        UUID(
            high: high & ~0xf000 | version << 12,
            low: Random.next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000)
    }
}
