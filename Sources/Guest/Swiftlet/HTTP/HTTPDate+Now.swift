extension HTTPDate {
    /// The host's clock.
    public static var now: HTTPDate {
        HTTPDate(secondsSinceEpoch: Clock.unixNanoseconds / 1_000_000_000)
    }

    /// Reads each of the three forms of RFC 9110 section 5.6.7; nil for any other text. The host's clock decides the
    /// century of the form that has two digits of the year.
    public init?(_ text: Bytes) {
        self.init(text, now: .now)
    }

    public init?(_ text: String) {
        self.init(Bytes(copying: text))
    }
}
