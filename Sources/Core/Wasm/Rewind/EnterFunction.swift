/// A function added to a module: it sets the mutable globals to what they are at the beginning, and calls the one that
/// requests are given to. A rewound instance is entered by it, which spares the host setting them one by one: for each the
/// library looks its type up behind a lock.
///
/// It stands behind the module's own, so that no number changes and no address that DWARF counts from the code's start.
struct EnterFunction {
    static let name = "swiftlet:enter"

    let index: UInt32
    /// The contents of the two sections, with it.
    let functions: [UInt8]
    let code: [UInt8]

    /// Nil where it does not fit: the number of functions would take another byte, and move every address.
    ///
    /// - Parameters:
    ///   - called: the export that it calls, `() -> i32`.
    ///   - globals: what the mutable ones are set to.
    init?(_ layout: ModuleLayout, calling called: String, _ globals: [(index: Int, type: ValueType, bits: UInt64)]) {
        let imported = layout.imports.count { $0.type != nil }
        guard !globals.isEmpty, layout.exportedFunction(called) == FunctionType([], [.i32]),
            let target = layout.exports.first(where: { $0.name == called && $0.kind == .function })?.index,
            let functions = layout.sections.first(where: { $0.id == .function })?.content,
            let code = layout.sections.first(where: { $0.id == .code })?.content,
            layout.functionTypes.indices.contains(Int(target) - imported)
        else { return nil }
        var type: [UInt8] = []
        type.append(unsigned: layout.functionTypes[Int(target) - imported])
        let body = Self.body(calling: target, globals)
        guard let functions = Self.adding(type, to: functions, of: layout.bytes),
            let code = Self.adding(body, to: code, of: layout.bytes)
        else { return nil }
        index = UInt32(imported + layout.functionTypes.count)
        self.functions = functions
        self.code = code
    }

    /// With its size before it. No locals.
    private static func body(calling target: UInt32, _ globals: [(index: Int, type: ValueType, bits: UInt64)])
        -> [UInt8]
    {
        var body: [UInt8] = [0]
        for global in globals {
            body.append(constant: global.type, bits: global.bits)
            // The `end` of a constant expression.
            body.removeLast()
            body.append(0x24)  // global.set
            body.append(unsigned: UInt32(global.index))
        }
        body.append(0x10)  // call
        body.append(unsigned: target)
        body.append(0x0b)
        var sized: [UInt8] = []
        sized.append(unsigned: UInt32(body.count))
        return sized + body
    }

    /// A section's list with one more at its end.
    private static func adding(_ entry: [UInt8], to content: Range<Int>, of bytes: [UInt8]) -> [UInt8]? {
        var reader = ModuleReader(bytes, content)
        guard let count = try? reader.u32() else { return nil }
        var list: [UInt8] = []
        list.append(unsigned: count + 1)
        guard list.count == reader.position - content.lowerBound else { return nil }
        list += bytes[reader.position..<content.upperBound]
        return list + entry
    }
}
