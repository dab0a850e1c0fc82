/// One element of Accept, Accept-Language or Accept-Encoding, and how much it is wanted (RFC 9110 section 12.4.2).
struct Preference {
    /// Media range with its parameters, language range, or coding.
    let value: Bytes
    /// `q` in thousandths: 0, not acceptable, to 1000.
    let weight: Int

    /// Elements of one field's list that are looked at; the rest is ignored, so that no list costs more than that.
    static var countMax: Int { 64 }
}

/// The elements of a list, over all fields of a name. Those with a weight that is none are left out.
struct Preferences {
    private let lines: [Bytes]
    private var line = 0
    private var reader = FieldReader(Bytes())
    private var count = 0

    init(_ name: StaticString, of headers: Headers) {
        lines = headers.values(Bytes(name))
    }

    mutating func next() -> Preference? {
        while true {
            while reader.nextElement() {
                guard count < Preference.countMax else { return nil }
                count += 1
                if let preference = element() { return preference }
                reader.skipElement()
            }
            guard line < lines.count else { return nil }
            reader = FieldReader(lines[line])
            line += 1
        }
    }

    /// The element here. Its parameters belong to the value up to `q`; what comes after is ignored.
    private mutating func element() -> Preference? {
        let start = reader.position
        guard var value = reader.range() else { return nil }
        while let (name, parameter) = reader.parameter() {
            if name.equalsIgnoringCase(Bytes("q")) {
                guard let weight = Preferences.weight(parameter) else { return nil }
                reader.skipElement()
                return Preference(value: value, weight: weight)
            }
            value = reader.text(from: start)
        }
        reader.skipBlanks()
        return reader.isAtElementEnd ? Preference(value: value, weight: 1000) : nil
    }

    /// `0`, `0.5`, `1.000`: at most three digits behind the point.
    private static func weight(_ text: Bytes) -> Int? {
        guard text.count >= 1, text.count <= 5, text[0] & 0xfe == UInt8(ascii: "0") else { return nil }
        guard text.count == 1 || text[1] == UInt8(ascii: ".") else { return nil }
        var weight = Int(text[0] & 1)
        for index in 2..<5 {
            let digit = index < text.count ? text[index] : UInt8(ascii: "0")
            guard digit.isDigit else { return nil }
            weight = weight * 10 + Int(digit & 15)
        }
        return weight <= 1000 ? weight : nil
    }
}
