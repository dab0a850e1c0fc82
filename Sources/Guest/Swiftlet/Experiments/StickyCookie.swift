/// The value of an experiment's cookie: `variant.stamp`, and `.key` behind it if the key was made here. Stamp and key are
/// hexadecimal. `.stamp.key`: a visitor who is in no variant, and keeps the key by which that was decided.
///
/// Anybody can write anything into it: what is not exactly that is nothing.
struct StickyCookie {
    static var prefix: StaticString { "ab-" }

    let variant: Bytes
    let stamp: UInt32
    let key: UInt64?

    private static let stampDigits = 8
    private static let keyDigits = 16

    init?(_ value: Bytes) {
        let dot = value.firstIndex(of: UInt8(ascii: ".")) ?? value.count
        let stampEnd = dot + 1 + StickyCookie.stampDigits
        guard stampEnd <= value.count, let stamp = StickyCookie.number(value.slice(dot + 1..<stampEnd)) else {
            return nil
        }
        if stampEnd < value.count {
            guard value[stampEnd] == UInt8(ascii: "."), value.count == stampEnd + 1 + StickyCookie.keyDigits,
                let key = StickyCookie.number(value.slice(stampEnd + 1..<value.count))
            else { return nil }
            self.key = key
        } else {
            guard dot > 0 else { return nil }
            key = nil
        }
        variant = value.slice(0..<dot)
        self.stamp = UInt32(truncatingIfNeeded: stamp)
    }

    /// Keeps the variant at `index`, or that there is none.
    static func setCookie(_ experiment: Experiment, _ index: Int?, _ visitor: Visitor, maxAge: Int) -> SetCookie {
        var value: [UInt8] = []
        if let index { value.append(contentsOf: experiment.variants[index]) }
        value.append(UInt8(ascii: "."))
        append(UInt64(experiment.stamp), stampDigits, to: &value)
        if let key = visitor.ownKey {
            value.append(UInt8(ascii: "."))
            append(key, keyDigits, to: &value)
        }
        return SetCookie(
            experiment.cookieName.text, Bytes(copying: value).text, maxAge: maxAge, secure: visitor.isSecure,
            httpOnly: true, sameSite: .lax)
    }

    /// Letters, digits, `-` and `_`, at least one.
    static func isName(_ name: Bytes) -> Bool {
        for byte in name {
            let lower = byte | 0x20
            let isLetter = lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z") && byte >= UInt8(ascii: "A")
            let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            guard isLetter || isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") else { return false }
        }
        return !name.isEmpty
    }

    /// At most 16 digits, lower case.
    private static func number(_ digits: Bytes) -> UInt64? {
        var number: UInt64 = 0
        for digit in digits {
            let decimal = digit &- UInt8(ascii: "0")
            let letter = digit &- UInt8(ascii: "a")
            guard decimal <= 9 || letter <= 5 else { return nil }
            number = number &<< 4 | UInt64(decimal <= 9 ? decimal : letter + 10)
        }
        return number
    }

    static func append(_ number: UInt64, _ digits: Int, to text: inout [UInt8]) {
        for place in 0..<digits {
            let digit = UInt8(truncatingIfNeeded: number &>> UInt64(4 * (digits - 1 - place))) & 15
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
