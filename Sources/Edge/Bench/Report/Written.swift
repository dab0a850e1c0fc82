/// Figures as people read them, the same in every report.
package enum Written {
    /// "58,102"
    static func count(_ value: Int) -> String {
        var digits = Array(String(value.magnitude).reversed())
        var place = 3
        while place < digits.count {
            digits.insert(",", at: place)
            place += 4
        }
        return (value < 0 ? "-" : "") + String(digits.reversed())
    }

    /// A whole number as `count`, another with up to two decimals.
    static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return value.isNaN ? "–" : value > 0 ? "∞" : "-∞" }
        let whole = value.rounded(.towardZero)
        if value == whole { return count(Int(whole)) }
        return decimal(value, places: 2)
    }

    /// "-1,204.50"
    static func decimal(_ value: Double, places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e15 else { return value.isNaN ? "–" : value > 0 ? "∞" : "-∞" }
        let units = Int(scaled)
        let sign = value < 0 && units > 0 ? "-" : ""
        guard places > 0 else { return sign + count(units) }
        let fraction = String(units % Int(scale))
        let zeros = String(repeating: "0", count: places - fraction.count)
        return sign + count(units / Int(scale)) + "." + zeros + fraction
    }

    /// Three digits: "0.42 µs", "312 µs", "1.24 ms", "12.4 s".
    package static func microseconds(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        // 999.6 µs are 1.00 ms, not 1000 µs.
        if abs(value) < 999.5 { return digits(value) + " µs" }
        if abs(value) < 999_500 { return digits(value / 1_000) + " ms" }
        return digits(value / 1_000_000) + " s"
    }

    private static func digits(_ value: Double) -> String {
        let magnitude = abs(value)
        return decimal(value, places: magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0)
    }

    /// "10 s", "0.5 s"
    static func seconds(_ value: Double) -> String {
        decimal(value, places: value == value.rounded() ? 0 : value < 10 ? 2 : 1) + " s"
    }

    /// "1,000/s", "12.5/s"
    static func rate(_ value: Double) -> String {
        decimal(value, places: abs(value) < 100 && value != value.rounded() ? 1 : 0) + "/s"
    }

    /// 0.021: "2.1%"; below a tenth two decimals.
    static func percent(_ fraction: Double) -> String {
        let value = fraction * 100
        guard value.isFinite else { return "–" }
        if value == value.rounded() { return decimal(value, places: 0) + "%" }
        return decimal(value, places: abs(value) < 0.1 ? 3 : abs(value) < 10 ? 2 : 1) + "%"
    }

    /// "+2.10%", "-0.50%", "="; "new" where there was nothing.
    static func change(from before: Double, to after: Double) -> String {
        if before == after { return "=" }
        guard before != 0 else { return "new" }
        return (after > before ? "+" : "") + percent((after - before) / abs(before))
    }

    /// "+1,254", "-20", "0"
    static func signed(_ value: Int) -> String { (value > 0 ? "+" : "") + count(value) }

    /// "p50", "p99.9"
    static func percentile(_ value: Double) -> String {
        value == value.rounded() && abs(value) <= 100 ? "p\(Int(value))" : "p\(value)"
    }

    /// "2026-11-21T22:04:09Z" (RFC 3339).
    static func time(_ seconds: Int64) -> String {
        let (date, clock) = parts(seconds)
        return "\(date)T\(clock)Z"
    }

    /// "2026-11-21 22:04 UTC"
    static func minute(_ seconds: Int64) -> String {
        let (date, clock) = parts(seconds)
        return "\(date) \(clock.prefix(5)) UTC"
    }

    /// "2026-11-21"
    static func day(_ seconds: Int64) -> String { parts(seconds).date }

    private static func parts(_ seconds: Int64) -> (date: String, clock: String) {
        // Years of four digits are all that the formats know: 0001-01-01 to 9999-12-31.
        let seconds = min(max(seconds, -62_135_596_800), 253_402_300_799)
        let day = Int((Double(seconds) / 86_400).rounded(.down))
        let rest = Int(seconds) - day * 86_400
        // Howard Hinnant, chrono-compatible low-level date algorithms: years that begin with March.
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfYear - (153 * part + 2) / 5 + 1, 2))"
        return (date, "\(padded(rest / 3_600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))")
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
