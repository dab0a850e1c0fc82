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
        switch try reader.instruction() {
        case nil, .tableChange: false
        default: true
        }
    }
}
