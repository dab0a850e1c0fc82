/// A cursor over a module's bytes (WebAssembly core specification, section 5): every read is checked.
struct ModuleReader {
    let bytes: [UInt8]
    private(set) var position: Int
    private(set) var end: Int

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { position >= end }

    mutating func byte() throws(WasmError) -> UInt8 {
        guard position < end else { throw Self.truncated }
        defer { position += 1 }
        return bytes[position]
    }

    /// An unsigned LEB128 number of at most 32 bits.
    mutating func u32() throws(WasmError) -> UInt32 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 35, by: 7) {
            let byte = try byte()
            value |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 {
                guard let small = UInt32(exactly: value) else { throw WasmError("module", "a number is too large") }
                return small
            }
        }
        throw WasmError("module", "a number is too long")
    }

    /// A number that says how many of something follow. Each takes at least a byte.
    mutating func count() throws(WasmError) -> Int {
        let count = Int(try u32())
        guard count <= end - position else { throw Self.truncated }
        return count
    }

    mutating func range(count: Int) throws(WasmError) -> Range<Int> {
        guard count <= end - position else { throw Self.truncated }
        defer { position += count }
        return position..<position + count
    }

    mutating func name() throws(WasmError) -> String {
        let range = try range(count: count())
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// Skips a LEB128 number of at most 64 bits, of either sign.
    mutating func skipNumber() throws(WasmError) {
        for _ in 0..<10 where try byte() & 0x80 == 0 { return }
        throw WasmError("module", "a number is too long")
    }

    /// Skips a constant expression (section 3.3.10) and says where it was.
    mutating func constantExpression() throws(WasmError) -> Range<Int> {
        let start = position
        while true {
            switch try byte() {
            case 0x0b: return start..<position  // end
            case 0x41, 0x42, 0x23, 0xd2: try skipNumber()  // i32.const, i64.const, global.get, ref.func
            case 0x43: _ = try range(count: 4)  // f32.const
            case 0x44: _ = try range(count: 8)  // f64.const
            case 0xd0: _ = try byte()  // ref.null
            case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e: break  // add, sub, mul of i32 and i64
            case 0xfd:
                guard try u32() == 12 else { throw WasmError("module", "a constant expression is not constant") }
                _ = try range(count: 16)  // v128.const
            default: throw WasmError("module", "a constant expression is not constant")
            }
        }
    }

    static let truncated = WasmError("module", "the file ends too early")
}

/// The numbers that name sections (section 5.5.2).
enum SectionID: UInt8 {
    case custom = 0
    case type, `import`, function, table, memory, global, export, start, element, code, data, dataCount, tag
}
