/// What a module is made of, as far as the host has to know it: read before anything of it runs.
///
/// Lifetime: the making of a deployment. A value; the reading checks every length against the file.
package struct ModuleLayout {
    package struct Import: Sendable {
        package var module: String
        package var name: String
        /// Nil: not a function.
        package var type: FunctionType?
    }

    package enum ExportKind: UInt8, Sendable { case function = 0, table, memory, global, tag }

    package struct Export: Sendable {
        package var name: String
        package var kind: ExportKind
        package var index: UInt32
    }

    struct Memory {
        var pagesMin: UInt32
        var pagesMax: UInt32?
    }

    struct Global {
        var type: UInt8
        var isMutable: Bool
        var initialiser: Range<Int>
    }

    package static let pageBytes = 65536

    let bytes: [UInt8]
    private(set) var sections: [(id: SectionID, name: String?, content: Range<Int>)] = []
    private(set) var types: [FunctionType] = []
    package private(set) var imports: [Import] = []
    private(set) var functionTypes: [UInt32] = []
    private(set) var memories: [Memory] = []
    private(set) var tableCount = 0
    private(set) var globals: [Global] = []
    package private(set) var exports: [Export] = []
    private(set) var hasStart = false
    private(set) var hasPassiveData = false
    private(set) var hasPassiveElements = false

    package init(_ bytes: [UInt8]) throws(WasmError) {
        self.bytes = bytes
        guard bytes.count >= 8, bytes[0..<4] == [0, 0x61, 0x73, 0x6d] else {
            throw WasmError("module", "not a WebAssembly module")
        }
        guard bytes[4..<8] == [1, 0, 0, 0] else {
            throw WasmError("module", "not a core module of version 1 (a component? build a plain module)")
        }
        var reader = ModuleReader(bytes, 8..<bytes.count)
        while !reader.isAtEnd {
            guard let id = SectionID(rawValue: try reader.byte()) else {
                throw WasmError("module", "a section of unknown kind")
            }
            let content = try reader.range(count: reader.count())
            try readSection(id, content)
        }
    }

    /// The type of an exported function, or nil.
    package func exportedFunction(_ name: String) -> FunctionType? {
        guard let export = exports.first(where: { $0.name == name && $0.kind == .function }) else { return nil }
        let imported = imports.lazy.filter { $0.type != nil }.count
        let index = Int(export.index) - imported
        guard functionTypes.indices.contains(index) else { return nil }
        return types.indices.contains(Int(functionTypes[index])) ? types[Int(functionTypes[index])] : nil
    }

    /// The content of a custom section, without its name.
    package func customSection(_ name: String) -> Range<Int>? {
        sections.first { $0.name == name }?.content
    }

    /// The content of the code section of a module that is known to be one; nil where it has none.
    package static func codeSection(of bytes: [UInt8]) -> Range<Int>? {
        guard bytes.count >= 8 else { return nil }
        var reader = ModuleReader(bytes, 8..<bytes.count)
        while let id = try? reader.byte(), let count = try? reader.count(),
            let content = try? reader.range(count: count)
        {
            if id == SectionID.code.rawValue { return content }
        }
        return nil
    }

    // MARK: Sections

    private mutating func readSection(_ id: SectionID, _ content: Range<Int>) throws(WasmError) {
        var reader = ModuleReader(bytes, content)
        var name: String?
        switch id {
        case .custom: name = try reader.name()
        case .type: for _ in 0..<(try reader.count()) { types.append(try Self.readType(&reader)) }
        case .import: for _ in 0..<(try reader.count()) { imports.append(try readImport(&reader)) }
        case .function: for _ in 0..<(try reader.count()) { functionTypes.append(try reader.u32()) }
        case .table: tableCount += try reader.count()
        case .memory: for _ in 0..<(try reader.count()) { memories.append(try Self.readMemory(&reader)) }
        case .global: for _ in 0..<(try reader.count()) { globals.append(try Self.readGlobal(&reader)) }
        case .export: for _ in 0..<(try reader.count()) { exports.append(try Self.readExport(&reader)) }
        case .start: hasStart = true
        case .element: try readElements(&reader)
        case .data: try readData(&reader)
        case .code, .dataCount: break
        case .tag: throw WasmError("module", "it uses exceptions, which the sandbox has switched off")
        }
        sections.append((id, name, content))
    }

    private static func readType(_ reader: inout ModuleReader) throws(WasmError) -> FunctionType {
        guard try reader.byte() == 0x60 else {
            throw WasmError("module", "it uses types of the garbage collection proposal, which the sandbox has not")
        }
        var type = FunctionType([], [])
        for _ in 0..<(try reader.count()) { type.parameters.append(valueType(try reader.byte())) }
        for _ in 0..<(try reader.count()) { type.results.append(valueType(try reader.byte())) }
        return type
    }

    private static func valueType(_ byte: UInt8) -> ValueType {
        switch byte {
        case 0x7f: .i32
        case 0x7e: .i64
        case 0x7d: .f32
        case 0x7c: .f64
        default: .other
        }
    }

    private func readImport(_ reader: inout ModuleReader) throws(WasmError) -> Import {
        let module = try reader.name()
        let name = try reader.name()
        switch try reader.byte() {
        case 0:
            let index = Int(try reader.u32())
            guard types.indices.contains(index) else { throw WasmError("module", "an import has no type") }
            return Import(module: module, name: name, type: types[index])
        case let kind:
            // Refused by the snapshot; the rest of the section is of no interest.
            let what = [1: "table", 2: "memory", 3: "global"][kind] ?? "thing of unknown kind"
            throw WasmError(
                "module",
                "it imports the \(what) \(module).\(name); a worker owns all that it has (only functions of "
                    + "module \"swiftlet\" can be imported)")
        }
    }

    private static func readMemory(_ reader: inout ModuleReader) throws(WasmError) -> Memory {
        let flags = try reader.byte()
        guard flags & ~1 == 0 else {
            throw WasmError(
                "module", "its memory is shared, of 64 bits or of unusual page size: only a plain one will do")
        }
        let pagesMin = try reader.u32()
        return Memory(pagesMin: pagesMin, pagesMax: flags & 1 == 1 ? try reader.u32() : nil)
    }

    private static func readGlobal(_ reader: inout ModuleReader) throws(WasmError) -> Global {
        let type = try reader.byte()
        let mutability = try reader.byte()
        guard mutability <= 1 else { throw WasmError("module", "a global of unknown kind") }
        return Global(type: type, isMutable: mutability == 1, initialiser: try reader.constantExpression())
    }

    private static func readExport(_ reader: inout ModuleReader) throws(WasmError) -> Export {
        let name = try reader.name()
        guard let kind = ExportKind(rawValue: try reader.byte()) else {
            throw WasmError("module", "an export of unknown kind")
        }
        return Export(name: name, kind: kind, index: try reader.u32())
    }

    /// Only the flags of the segments matter (section 5.5.12): bit 0 without bit 1 is passive. Where the flags do not
    /// settle it, the rest of the section cannot be read without the contents, so those are skipped over.
    private mutating func readElements(_ reader: inout ModuleReader) throws(WasmError) {
        for _ in 0..<(try reader.count()) {
            let flags = try reader.u32()
            guard flags < 8 else { throw WasmError("module", "an element segment of unknown kind") }
            if flags & 3 == 1 { hasPassiveElements = true }
            if flags & 1 == 0 {
                if flags & 2 != 0 { _ = try reader.u32() }
                _ = try reader.constantExpression()
            }
            if flags & 3 != 0 { _ = try reader.byte() }
            for _ in 0..<(try reader.count()) {
                if flags & 4 == 0 { _ = try reader.u32() } else { _ = try reader.constantExpression() }
            }
        }
    }

    private mutating func readData(_ reader: inout ModuleReader) throws(WasmError) {
        for _ in 0..<(try reader.count()) {
            let flags = try reader.u32()
            guard flags < 3 else { throw WasmError("module", "a data segment of unknown kind") }
            if flags == 1 { hasPassiveData = true }
            if flags == 2 { _ = try reader.u32() }
            if flags != 1 { _ = try reader.constantExpression() }
            _ = try reader.range(count: reader.count())
        }
    }
}
