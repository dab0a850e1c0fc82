/// Bytes of a response as a report shows them: bounded, and without what would change a terminal.
enum DiffText {
    static func shown(_ bytes: some Collection<UInt8>) -> String {
        // A character has four bytes at most.
        shown(String(decoding: bytes.prefix(DiffLimits.valueMax * 4 + 4), as: UTF8.self))
    }

    static func shown(_ text: String, max: Int = DiffLimits.valueMax) -> String {
        var shown = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == max { return shown + "…" }
            let isPlain = scalar.value >= 0x20 && scalar.value != 0x7F && !(0x80..<0xA0 ~= scalar.value)
            shown.unicodeScalars.append(isPlain && scalar.properties.generalCategory != .format ? scalar : "?")
            count += 1
        }
        return shown
    }
}
