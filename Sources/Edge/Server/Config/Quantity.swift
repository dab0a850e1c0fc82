/// Times and sizes as the file writes them: `"50ms"`, `"30s"`, `"2m"`; `"16MiB"`, `"64KB"`. Whole numbers only.
enum Quantity {
    private static let timeUnits: [(name: String, nanoseconds: Int)] = [
        ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    private static let sizeUnits: [(name: String, bytes: Int)] = [
        ("B", 1), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
    ]

    /// Nil where the text is not digits and one of the units, or too large to count.
    static func duration(_ text: String) -> Duration? {
        guard let (number, unit) = split(text), let scale = timeUnits.first(where: { $0.name == unit })?.nanoseconds
        else { return nil }
        let (nanoseconds, overflow) = number.multipliedReportingOverflow(by: scale)
        return overflow ? nil : .nanoseconds(nanoseconds)
    }

    /// In bytes; nil as in `duration`.
    static func size(_ text: String) -> Int? {
        guard let (number, unit) = split(text), let scale = sizeUnits.first(where: { $0.name == unit })?.bytes
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: scale)
        return overflow ? nil : bytes
    }

    /// In the largest unit that leaves a whole number.
    static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
        let unit = timeUnits.last { nanoseconds % $0.nanoseconds == 0 && nanoseconds >= $0.nanoseconds }
        return unit.map { "\(nanoseconds / $0.nanoseconds)\($0.name)" } ?? "0s"
    }

    static func text(bytes: Int) -> String {
        let unit = sizeUnits.last { bytes % $0.bytes == 0 && bytes >= $0.bytes }
        return unit.map { "\(bytes / $0.bytes)\($0.name)" } ?? "0B"
    }

    private static func split(_ text: String) -> (number: Int, unit: String)? {
        let digits = text.utf8.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard let number = Int(String(Substring(digits))) else { return nil }
        return (number, String(text[digits.endIndex...]))
    }
}
