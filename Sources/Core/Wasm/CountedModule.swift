/// A module that counts what it executes, function by function: the same code with counters in added globals.
///
/// Each straight run of instructions adds its length to its function's counter at the place where control may leave it;
/// the lengths are those that the engine's fuel would count (`block`, `loop`, `else`, `end`, `nop`, `drop`, `return` and
/// `unreachable` are 0, a function's entry and every other instruction 1). What the fuel adds for the operand of some,
/// the bytes that bulk instructions move and the pages that `memory.grow` asks for, is counted apart. Memory and results
/// are those of the original. A straight run that traps in the middle is not counted.
///
/// Lifetime: the making of a deployment. A value.
package struct CountedModule {
    package let layout: ModuleLayout
    /// Functions of the module's own, in the order of the code section; the first has the number `imported`.
    package let functionCount: Int
    package let imported: Int
    /// It has functions by the names of an allocator.
    package let countsAllocations: Bool

    /// What its counters are exported as.
    static let prefix = "swiftlet:count:"

    enum Total: String, CaseIterable { case moved, grown, allocations, allocated }

    package init(_ original: ModuleLayout) throws(WasmError) {
        var rewriting = CountingRewrite(original)
        functionCount = original.functionTypes.count
        imported = original.imports.count { $0.type != nil }
        countsAllocations = rewriting.hasAllocator
        guard original.globals.count + functionCount * 2 < Self.globalsMax else {
            throw WasmError("count", "it has \(functionCount) functions, more than there can be counters for")
        }
        let code = try rewriting.code()
        let functions = rewriting.functionSection
        let globals = Self.globals(original)
        let exports = Self.exports(original)
        layout = try ModuleLayout(
            original.rewritten(adding: [.global, .export]) { id in
                switch id {
                case .function: functions
                case .global: globals
                case .export: exports
                case .code: code
                default: nil
                }
            })
    }

    /// The engine's own bound (of wasmparser) is a million.
    private static let globalsMax = 900_000

    // MARK: Reading

    package struct Counts: Sendable, Equatable {
        package struct Function: Sendable, Equatable {
            package var instructions = 0
            package var calls = 0

            package init() {}
        }

        /// Of the module's own functions.
        package var functions: [Function] = []
        /// Bytes that bulk instructions (`memory.copy`, `memory.fill`) moved; each such instruction counts as one.
        package var movedBytes = 0
        /// Pages of 64 KiB that `memory.grow` was asked for.
        package var grownPages = 0
        /// Calls of the allocator from outside of it; nil: the module has none by a known name.
        package var allocations: Int?
        package var allocatedBytes: Int?

        package init() {}

        package var instructions: Int { functions.reduce(0) { $0 + $1.instructions } }

        package static func - (left: Counts, right: Counts) -> Counts {
            var difference = left
            for index in left.functions.indices where index < right.functions.count {
                difference.functions[index].instructions -= right.functions[index].instructions
                difference.functions[index].calls -= right.functions[index].calls
            }
            difference.movedBytes -= right.movedBytes
            difference.grownPages -= right.grownPages
            difference.allocations = left.allocations.map { $0 - (right.allocations ?? 0) }
            difference.allocatedBytes = left.allocatedBytes.map { $0 - (right.allocatedBytes ?? 0) }
            return difference
        }
    }

    /// Where the counters of an instance stand; those of a snapshot's instance begin with what `init()` left in them.
    package func counts(of instance: Instance) throws(WasmError) -> Counts {
        var counts = Counts()
        counts.functions.reserveCapacity(functionCount)
        for number in 0..<functionCount {
            var function = Counts.Function()
            function.instructions = try Self.value(instance, "\(number)")
            function.calls = try Self.value(instance, "\(number):calls")
            counts.functions.append(function)
        }
        counts.movedBytes = try Self.value(instance, Total.moved.rawValue)
        counts.grownPages = try Self.value(instance, Total.grown.rawValue)
        if countsAllocations {
            counts.allocations = try Self.value(instance, Total.allocations.rawValue)
            counts.allocatedBytes = try Self.value(instance, Total.allocated.rawValue)
        }
        return counts
    }

    private static func value(_ instance: Instance, _ name: String) throws(WasmError) -> Int {
        guard let value = instance.global(prefix + name) else {
            throw WasmError("count", "the counter \(name) is not there")
        }
        return Int(truncatingIfNeeded: value.bits)
    }

    // MARK: Writing

    private static func globals(_ original: ModuleLayout) -> [UInt8] {
        let added = original.functionTypes.count * 2 + Total.allCases.count
        var content: [UInt8] = []
        content.append(unsigned: UInt32(original.globals.count + added))
        for global in original.globals {
            content.append(global.type)
            content.append(global.isMutable ? 1 : 0)
            content.append(contentsOf: original.bytes[global.initialiser])
        }
        for _ in 0..<added {
            content.append(0x7e)  // i64
            content.append(1)
            content.append(constant: .i64, bits: 0)
        }
        return content
    }

    private static func exports(_ original: ModuleLayout) -> [UInt8] {
        let count = original.functionTypes.count
        let first = original.globals.count
        var content: [UInt8] = []
        content.append(unsigned: UInt32(original.exports.count + count * 2 + Total.allCases.count))
        for export in original.exports { content.append(export: export.name, export.kind, export.index) }
        for number in 0..<count {
            content.append(export: prefix + "\(number)", .global, UInt32(first + number * 2))
            content.append(export: prefix + "\(number):calls", .global, UInt32(first + number * 2 + 1))
        }
        for (number, total) in Total.allCases.enumerated() {
            content.append(export: prefix + total.rawValue, .global, UInt32(first + count * 2 + number))
        }
        return content
    }
}
