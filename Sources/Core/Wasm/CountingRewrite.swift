/// Puts counters into the code section, and functions that count around those of the guest's allocator.
///
/// Used once, by `CountedModule`.
struct CountingRewrite {
    private let layout: ModuleLayout
    private let imported: Int
    /// The global that counts the first function's instructions; its calls are next to it.
    private let firstGlobal: Int
    /// Functions of the allocator by number, and what stands around each.
    private let allocator: [UInt32: Wrapper]

    private struct Wrapper {
        var index: UInt32
        var type: UInt32
        var function: UInt32
        var parameters: Int
        /// The parameter that holds the bytes asked for; two: their product.
        var sizes: [Int]
    }

    /// C's functions that give memory, and the SDK's own; which parameters say how much.
    private static let allocators: [(name: String, parameters: Int, sizes: [Int])] = [
        ("malloc", 1, [0]), ("calloc", 2, [0, 1]), ("realloc", 2, [1]), ("aligned_alloc", 2, [1]),
        ("posix_memalign", 3, [2]), ("swiftlet_arena", 1, [0]),
    ]

    init(_ layout: ModuleLayout) {
        self.layout = layout
        imported = layout.imports.count { $0.type != nil }
        firstGlobal = layout.globals.count
        allocator = Self.findAllocator(layout, imported)
    }

    var hasAllocator: Bool { !allocator.isEmpty }

    private static func findAllocator(_ layout: ModuleLayout, _ imported: Int) -> [UInt32: Wrapper] {
        var wrappers: [UInt32: Wrapper] = [:]
        for (number, name) in ModuleNames(layout).functions.sorted(by: { $0.key < $1.key }) {
            guard let known = allocators.first(where: { $0.name == name }), Int(number) >= imported,
                layout.functionTypes.indices.contains(Int(number) - imported)
            else { continue }
            let typeIndex = layout.functionTypes[Int(number) - imported]
            guard layout.types.indices.contains(Int(typeIndex)),
                layout.types[Int(typeIndex)]
                    == FunctionType([ValueType](repeating: .i32, count: known.parameters), [.i32])
            else { continue }
            wrappers[number] = Wrapper(
                index: UInt32(imported + layout.functionTypes.count + wrappers.count), type: typeIndex,
                function: number, parameters: known.parameters, sizes: known.sizes)
        }
        return wrappers
    }

    private var wrappers: [Wrapper] { allocator.values.sorted { $0.index < $1.index } }

    /// The function section with the wrappers' types.
    var functionSection: [UInt8] {
        let types = layout.functionTypes + wrappers.map(\.type)
        var content: [UInt8] = []
        content.append(unsigned: UInt32(types.count))
        for type in types { content.append(unsigned: type) }
        return content
    }

    /// The code section with counters.
    mutating func code() throws(WasmError) -> [UInt8] {
        var content: [UInt8] = []
        guard let section = layout.sections.first(where: { $0.id == .code }) else { return [0] }
        var reader = ModuleReader(layout.bytes, section.content)
        let count = try reader.count()
        guard count == layout.functionTypes.count else {
            throw WasmError("count", "the function and code sections have different lengths")
        }
        content.append(unsigned: UInt32(count + allocator.count))
        for number in 0..<count {
            let body = try counted(number, try reader.range(count: reader.count()))
            content.append(unsigned: UInt32(body.count))
            content += body
        }
        for wrapper in wrappers {
            let body = self.body(of: wrapper)
            content.append(unsigned: UInt32(body.count))
            content += body
        }
        return content
    }

    // MARK: One function

    private func counted(_ number: Int, _ range: Range<Int>) throws(WasmError) -> [UInt8] {
        var reader = ModuleReader(layout.bytes, range)
        let groups = try reader.count()
        let groupsStart = reader.position
        var scratch = try parameterCount(number)
        for _ in 0..<groups {
            scratch += Int(try reader.u32())
            _ = try reader.byte()
        }
        let groupsEnd = reader.position
        var body = CountedBody(
            counter: UInt32(firstGlobal + number * 2), moved: global(of: .moved), grown: global(of: .grown),
            scratch: UInt32(clamping: scratch))
        let isOfAllocator = allocator[UInt32(imported + number)] != nil
        while !reader.isAtEnd {
            let start = reader.position
            guard let instruction = try reader.instruction() else {
                throw WasmError("count", "function \(imported + number) has an instruction that is not known here")
            }
            if case .call(let callee) = instruction, !isOfAllocator, let wrapper = allocator[callee] {
                body.appendCall(of: wrapper.index)
            } else {
                body.append(instruction, layout.bytes[start..<reader.position])
            }
        }
        var bytes: [UInt8] = []
        bytes.append(unsigned: UInt32(groups + (body.usesScratch ? 1 : 0)))
        bytes += layout.bytes[groupsStart..<groupsEnd]
        if body.usesScratch {
            bytes.append(unsigned: 1)
            bytes.append(0x7f)  // i32
        }
        return bytes + body.code
    }

    private func parameterCount(_ number: Int) throws(WasmError) -> Int {
        let type = Int(layout.functionTypes[number])
        guard layout.types.indices.contains(type) else { throw WasmError("count", "function \(number) has no type") }
        return layout.types[type].parameters.count
    }

    private func global(of total: CountedModule.Total) -> UInt32 {
        let offset = CountedModule.Total.allCases.firstIndex(of: total) ?? 0
        return UInt32(firstGlobal + layout.functionTypes.count * 2 + offset)
    }

    private func body(of wrapper: Wrapper) -> [UInt8] {
        var code: [UInt8] = [0]
        code.appendAddition(to: global(of: .allocations)) { $0.appendConstant(1) }
        code.appendAddition(to: global(of: .allocated)) { code in
            for (index, parameter) in wrapper.sizes.enumerated() {
                code.append(0x20)  // local.get
                code.append(unsigned: UInt32(parameter))
                code.append(0xad)  // i64.extend_i32_u
                if index > 0 { code.append(0x7e) }  // i64.mul
            }
        }
        for parameter in 0..<wrapper.parameters {
            code.append(0x20)
            code.append(unsigned: UInt32(parameter))
        }
        code.append(0x10)
        code.append(unsigned: wrapper.function)
        code.append(0x0b)
        return code
    }
}

/// The instructions of one function with their counting, as they are put together.
private struct CountedBody {
    private(set) var code: [UInt8] = []
    private(set) var usesScratch = false
    private let counter: UInt32
    private let moved: UInt32
    private let grown: UInt32
    /// A local variable that the function does not have itself.
    private let scratch: UInt32
    /// Not yet added to the counter. Entering a function counts as one.
    private var pending: Int64 = 1
    /// How many blocks begun behind an unconditional branch, that block included, are open: what stands there never runs.
    private var unreachableDepth = 0

    init(counter: UInt32, moved: UInt32, grown: UInt32, scratch: UInt32) {
        self.counter = counter
        self.moved = moved
        self.grown = grown
        self.scratch = scratch
        code.appendAddition(to: counter + 1) { $0.appendConstant(1) }
    }

    mutating func appendCall(of function: UInt32) {
        if unreachableDepth == 0 { pending += 1 }
        code.append(0x10)
        code.append(unsigned: function)
    }

    mutating func append(_ instruction: Instruction, _ bytes: ArraySlice<UInt8>) {
        guard unreachableDepth == 0 else { return appendUnreachable(instruction, bytes) }
        switch instruction {
        case .nop, .drop, .block, .call, .callIndirect, .tableChange, .other:
            if ![.nop, .drop, .block].contains(instruction) { pending += 1 }
        case .loop, .else, .end: flush()
        case .if, .branchIf:
            pending += 1
            flush()
        case .branch, .branchTable, .tailCall:
            pending += 1
            flush()
            unreachableDepth = 1
        case .return, .unreachable:
            flush()
            unreachableDepth = 1
        case .memoryMove:
            pending += 1
            appendOperand(to: moved)
        case .memoryGrow:
            pending += 1
            appendOperand(to: grown)
        }
        code += bytes
    }

    private mutating func appendUnreachable(_ instruction: Instruction, _ bytes: ArraySlice<UInt8>) {
        switch instruction {
        case .block, .loop, .if: unreachableDepth += 1
        case .end: unreachableDepth -= 1
        case .else where unreachableDepth == 1: unreachableDepth = 0
        default: break
        }
        code += bytes
    }

    private mutating func flush() {
        guard pending > 0 else { return }
        let count = pending
        pending = 0
        code.appendAddition(to: counter) { $0.appendConstant(count) }
    }

    /// The number lies on top of the stack, and stays there.
    private mutating func appendOperand(to total: UInt32) {
        usesScratch = true
        code.append(0x22)  // local.tee
        code.append(unsigned: scratch)
        let scratch = scratch
        code.appendAddition(to: total) { code in
            code.append(0x20)
            code.append(unsigned: scratch)
            code.append(0xad)
        }
    }
}

extension [UInt8] {
    /// Adds to a global of 64 bits what `value` puts onto the stack.
    fileprivate mutating func appendAddition(to global: UInt32, _ value: (inout [UInt8]) -> Void) {
        append(0x23)  // global.get
        append(unsigned: global)
        value(&self)
        append(0x7c)  // i64.add
        append(0x24)  // global.set
        append(unsigned: global)
    }

    fileprivate mutating func appendConstant(_ value: Int64) {
        append(0x42)  // i64.const
        append(signed: value)
    }
}
