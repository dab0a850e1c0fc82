/// A number of a budget as people write it: `60000`, "60k", "≤ 60k", "<= 1.5M", "4KiB".
package struct Amount: Sendable, Equatable {
    package var value: Int
    /// "≤ 60k": for messages.
    package var text: String

    /// Larger ones are mistakes.
    package static let most = 1_000_000_000_000_000

    private static let units: [(name: String, factor: Int)] = [
        ("", 1), ("k", 1_000), ("K", 1_000), ("M", 1_000_000), ("G", 1_000_000_000),
        ("B", 1), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
    ]

    /// Nil: negative, or beyond `most`.
    package init?(_ number: Int) {
        guard 0...Self.most ~= number else { return nil }
        value = number
        text = "≤ \(number)"
    }

    /// Nil: it is no such number, or one that a unit does not make whole.
    package init?(_ written: String) {
        var rest = written[...]
        for sign in ["≤", "<="] where rest.hasPrefix(sign) { rest = rest.dropFirst(sign.count) }
        while rest.first == " " { rest = rest.dropFirst() }
        while rest.last == " " { rest = rest.dropLast() }
        let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
        let unit = rest[number.endIndex...].drop { $0 == " " }
        guard let factor = Self.units.first(where: { $0.name == unit })?.factor,
            let value = Self.whole(number.filter { $0 != "_" }, times: factor)
        else { return nil }
        self.value = value
        text = "≤ \(rest)"
    }

    /// "1.5" times 1000 is 1500; nil where digits are left, or there are too many.
    private static func whole(_ number: String, times factor: Int) -> Int? {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, !first.isEmpty, first.count <= 15, let whole = Int(first)
        else {
            return nil
        }
        let (product, overflows) = whole.multipliedReportingOverflow(by: factor)
        guard !overflows, product <= most else { return nil }
        guard parts.count == 2 else { return product }
        guard 1...6 ~= parts[1].count, let fraction = Int(parts[1]) else { return nil }
        let scale = parts[1].reduce(1) { scale, _ in scale * 10 }
        guard (fraction * factor).isMultiple(of: scale) else { return nil }
        return product + fraction * factor / scale
    }
}

/// A part of a hundred as people write it: "1%", "0.5 %".
package struct Percentage: Sendable, Equatable {
    /// 0.01 for "1%".
    package var fraction: Double
    package var text: String

    /// 0 to 1000 %.
    package init?(_ written: String) {
        guard written.hasSuffix("%") else { return nil }
        var number = written.dropLast()
        while number.last == " " { number = number.dropLast() }
        let isPlain = !number.isEmpty && number.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard isPlain, number.count <= 9, let value = Double(number), 0...1000 ~= value else { return nil }
        fraction = value / 100
        text = "\(number)%"
    }
}
