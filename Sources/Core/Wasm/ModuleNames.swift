/// The names that a module's `name` section gives (WebAssembly core specification, section 7.4.1): for people only.
///
/// Nothing may depend on them but what is shown. A section that is damaged gives the names before the damage.
package struct ModuleNames {
    package private(set) var functions: [UInt32: String] = [:]
    private(set) var globals: [UInt32: String] = [:]

    private static let functionSubsection: UInt8 = 1
    private static let globalSubsection: UInt8 = 7

    package init(_ layout: ModuleLayout) {
        guard let section = layout.sections.first(where: { $0.name == "name" }) else { return }
        var reader = ModuleReader(layout.bytes, section.content)
        do throws(WasmError) {
            _ = try reader.name()
            while !reader.isAtEnd {
                let kind = try reader.byte()
                let content = try reader.range(count: reader.count())
                var names = ModuleReader(layout.bytes, content)
                let imported = layout.imports.count { $0.type != nil }
                if kind == Self.functionSubsection {
                    try Self.read(&names, into: &functions, of: imported + layout.functionTypes.count)
                }
                if kind == Self.globalSubsection {
                    try Self.read(&names, into: &globals, of: layout.globals.count)
                }
            }
        } catch {
            return
        }
    }

    /// Names of what does not exist are left out: there may be millions of them.
    private static func read(
        _ reader: inout ModuleReader, into names: inout [UInt32: String], of count: Int
    ) throws(WasmError) {
        for _ in 0..<(try reader.count()) {
            let index = try reader.u32()
            let name = try reader.name()
            if index < count { names[index] = name }
        }
    }
}

extension ModuleLayout {
    /// The global that holds the end of the stack which compilers keep in memory, by the name that linkers give it.
    var stackPointer: Int? {
        let names = ModuleNames(self).globals
        return globals.indices.first { index in
            globals[index].isMutable && globals[index].type == Self.i32 && names[UInt32(index)] == "__stack_pointer"
        }
    }

    /// The bytes of that stack where it lies first in memory (`wasm-ld --stack-first`), which is where the pointer begins;
    /// nil where it cannot be told.
    package var stackBytes: Int? {
        guard let index = stackPointer else { return nil }
        var reader = ModuleReader(bytes, globals[index].initialiser)
        guard (try? reader.byte()) == 0x41, let value = try? reader.u32() else { return nil }
        return Int(value)
    }

    private static let i32: UInt8 = 0x7f
}
