/// Puts a module's bytes together.
struct ModuleWriter {
    private(set) var bytes: [UInt8] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

    mutating func section(_ id: SectionID, _ content: some Collection<UInt8>) {
        bytes.append(id.rawValue)
        bytes.append(unsigned: UInt32(content.count))
        bytes.append(contentsOf: content)
    }
}

extension [UInt8] {
    /// LEB128 (section 5.2.2).
    mutating func append(unsigned value: UInt32) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    mutating func append(signed value: Int64) {
        var rest = value
        while true {
            let low = UInt8(truncatingIfNeeded: rest) & 0x7f
            rest >>= 7
            if (rest == 0 && low & 0x40 == 0) || (rest == -1 && low & 0x40 != 0) {
                append(low)
                return
            }
            append(low | 0x80)
        }
    }

    mutating func append(name: String) {
        append(unsigned: UInt32(name.utf8.count))
        append(contentsOf: name.utf8)
    }

    /// An entry of the export section.
    mutating func append(export name: String, _ kind: ModuleLayout.ExportKind, _ index: UInt32) {
        append(name: name)
        append(kind.rawValue)
        append(unsigned: index)
    }

    /// The `const` instruction of a number's type, and `end`.
    mutating func append(constant type: ValueType, bits: UInt64) {
        switch type {
        case .i32:
            append(0x41)
            append(signed: Int64(Int32(truncatingIfNeeded: bits)))
        case .i64:
            append(0x42)
            append(signed: Int64(bitPattern: bits))
        case .f32:
            append(0x43)
            for shift in stride(from: 0, to: 32, by: 8) { append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
        case .f64, .other:
            append(0x44)
            for shift in stride(from: 0, to: 64, by: 8) { append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
        }
        append(0x0b)
    }
}
