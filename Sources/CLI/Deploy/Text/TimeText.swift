internal import Glibc

/// Times and durations as people read and write them.
enum TimeText {
    private static let units: [(name: String, seconds: Int)] = [
        ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400),
    ]

    static var now: Int { time(nil) }

    /// "3m" of a time three minutes ago, in the largest unit of which there are two; a clock set back says "now".
    static func age(_ seconds: Int?) -> String {
        guard let seconds else { return "" }
        let age = now - seconds
        guard age > 0 else { return "now" }
        return duration(age)
    }

    /// "90s", "10m", "3h", "12d".
    static func duration(_ seconds: Int) -> String {
        let unit = units.last { seconds >= 2 * $0.seconds } ?? units[0]
        return "\(seconds / unit.seconds)\(unit.name)"
    }

    /// "12.3 ms", "1.5 s".
    static func milliseconds(_ value: Double) -> String {
        value < 999.5 ? "\(rounded(value, value < 10 ? 10 : 1)) ms" : "\(rounded(value / 1000, 10)) s"
    }

    /// As few digits as it needs, two after the point at most.
    static func number(_ value: Double) -> String { rounded(value, 100) }

    private static func rounded(_ value: Double, _ scale: Double) -> String {
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
    }

    /// Milliseconds of "500ms", "90s", "10m", "2h", "7d"; nil: no such text, or too long a time to count.
    static func parse(_ text: String) -> Int? {
        let digits = text.utf8.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard let number = Int(String(Substring(digits))) else { return nil }
        let unit = text[digits.endIndex...]
        let scale = unit == "ms" ? 1 : units.first { $0.name == unit }.map { $0.seconds * 1000 }
        guard let scale else { return nil }
        let (milliseconds, overflows) = number.multipliedReportingOverflow(by: scale)
        return overflows ? nil : milliseconds
    }

    /// "14:03:07" in UTC, of seconds since 1970.
    static func clock(_ seconds: Double) -> String {
        let day = ((Int(seconds) % 86_400) + 86_400) % 86_400
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(two(day / 3600)):\(two(day / 60 % 60)):\(two(day % 60))"
    }
}
