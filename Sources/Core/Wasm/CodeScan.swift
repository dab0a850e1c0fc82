/// Looks through a module's code for instructions that could change its tables.
///
/// Used once while a deployment is made: tables are the one part of an instance's state that the host cannot put back
/// cheaply, so an instance may be rewound only where no instruction can touch them. What is not known here counts as one
/// that does. (WebAssembly core specification, section 5.4.)
enum CodeScan {
    static func mayChangeTables(_ layout: ModuleLayout) -> Bool {
        for section in layout.sections where section.id == .code {
            do throws(WasmError) {
                var reader = ModuleReader(layout.bytes, section.content)
                for _ in 0..<(try reader.count()) {
                    let body = try reader.range(count: reader.count())
                    if try changesTables(ModuleReader(layout.bytes, body)) { return true }
                }
            } catch {
                return true
            }
        }
        return false
    }

    private static func changesTables(_ start: ModuleReader) throws(WasmError) -> Bool {
        var reader = start
        for _ in 0..<(try reader.count()) {
            _ = try reader.u32()
            _ = try reader.byte()
        }
        while !reader.isAtEnd {
            if try !skipHarmless(&reader) { return true }
        }
        return false
    }

    /// Skips one instruction; false when it changes a table or is not known.
    static func skipHarmless(_ reader: inout ModuleReader) throws(WasmError) -> Bool {
        switch try reader.byte() {
        case 0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, 0x45...0xc4, 0xd1: break
        // block, loop, if; local and global access; branches and calls; constants; ref.null, ref.func; table.get
        case 0x02...0x04, 0x0c, 0x0d, 0x10, 0x12, 0x20...0x25, 0x3f, 0x40, 0x41, 0x42, 0xd0, 0xd2:
            try reader.skipNumber()
        case 0x11, 0x13, 0x28...0x3e:  // call_indirect; loads and stores
            try reader.skipNumber()
            try reader.skipNumber()
        case 0x0e:  // br_table
            for _ in 0...(try reader.count()) { try reader.skipNumber() }
        case 0x1c:  // select with types
            _ = try reader.range(count: reader.count())
        case 0x43: _ = try reader.range(count: 4)
        case 0x44: _ = try reader.range(count: 8)
        case 0xfc: return try skipHarmlessMiscellaneous(&reader)
        case 0xfd: return try skipVector(&reader)
        default: return false
        }
        return true
    }

    private static func skipHarmlessMiscellaneous(_ reader: inout ModuleReader) throws(WasmError) -> Bool {
        switch try reader.u32() {
        case 0...7: break  // saturating conversions
        case 9, 11, 16: try reader.skipNumber()  // data.drop, memory.fill, table.size
        case 8, 10:  // memory.init, memory.copy
            try reader.skipNumber()
            try reader.skipNumber()
        default: return false
        }
        return true
    }

    private static func skipVector(_ reader: inout ModuleReader) throws(WasmError) -> Bool {
        switch try reader.u32() {
        case 0...11, 92, 93:  // loads and stores
            try reader.skipNumber()
            try reader.skipNumber()
        case 12, 13: _ = try reader.range(count: 16)  // constant, shuffle
        case 21...34: _ = try reader.byte()  // lanes
        case 84...91:  // loads and stores of lanes
            try reader.skipNumber()
            try reader.skipNumber()
            _ = try reader.byte()
        case 14...20, 35...83, 94...255: break
        default: return false
        }
        return true
    }
}
