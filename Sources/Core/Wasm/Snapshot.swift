internal import CWasmtime

/// A module as it is after its initialisation: memory and globals are written back into the file, so that every
/// instance starts from there (the idea of Wizer).
///
/// Used in two steps while a deployment is made: `instrumented` is run once, then `write(_:)` reads the instance.
/// Refused is what the result could not represent: those modules would differ between the first run and the later ones.
package struct Snapshot {
    package let layout: ModuleLayout

    /// Names that the instrumented module exports its globals and tables by.
    private static let globalPrefix = "swiftlet:global:"
    private static let tablePrefix = "swiftlet:table:"
    /// And those by which an instance's globals are rewound, numbered from 0.
    static let rewindPrefix = "swiftlet:rewind:"
    /// The stack pointer, where the module names it: it tells a stack that is used up from other bad accesses.
    static let stackPointer = "swiftlet:stack"
    /// More mutable globals than a linker writes: such a module is not rewound.
    static let rewindGlobalsMax = 8

    /// Zeroes between two runs of data that are worth a segment of their own: a segment's head takes about 8 bytes.
    private static let zeroRunMin = 32

    package init(_ layout: ModuleLayout) throws(WasmError) {
        func refuse(_ reason: String) -> WasmError { WasmError("snapshot", reason) }
        guard !layout.hasStart else {
            throw refuse("the module has a start function; do that work in swiftlet_init (wasm-ld: pass --no-entry)")
        }
        guard layout.memories.count == 1 else {
            throw refuse("the module has \(layout.memories.count) memories; a worker has exactly one")
        }
        guard !layout.hasPassiveData, !layout.hasPassiveElements else {
            throw refuse("the module has passive segments, whose state cannot be saved; link without shared memory")
        }
        for global in layout.globals where global.isMutable && Self.numberType(global.type) == nil {
            throw refuse("a mutable global is a vector or a reference; only numbers can be saved")
        }
        self.layout = layout
    }

    /// The same module with all that can change exported, so that the host can read it after initialisation.
    package var instrumented: [UInt8] {
        var exports: [UInt8] = []
        let mutable = mutableGlobals
        let stackPointer = layout.stackPointer
        let count = layout.exports.count + mutable.count + layout.tableCount + (stackPointer == nil ? 0 : 1)
        exports.append(unsigned: UInt32(count))
        for export in layout.exports {
            exports.append(export: export.name, export.kind, export.index)
        }
        for index in mutable {
            exports.append(export: Self.globalPrefix + "\(index)", .global, UInt32(index))
        }
        if let stackPointer { exports.append(export: Self.stackPointer, .global, UInt32(stackPointer)) }
        for index in 0..<layout.tableCount {
            exports.append(export: Self.tablePrefix + "\(index)", .table, UInt32(index))
        }
        return layout.rewritten(adding: [.export]) { id in id == .export ? exports : nil }
    }

    /// Whether an instance of the result can be put back to its beginning: see `PristineState`.
    package var canBeRewound: Bool {
        mutableGlobals.count <= Self.rewindGlobalsMax && !CodeScan.mayChangeTables(layout)
    }

    /// In plain words why it cannot; nil: it can.
    package func rewindObstacle(memoryBytes: Int) -> String? {
        let count = mutableGlobals.count
        if count == 0 { return "it has no mutable global: no stack pointer that could be put back" }
        if count > Self.rewindGlobalsMax {
            return "it has \(count) mutable globals, \(Self.rewindGlobalsMax) can be put back"
        }
        if CodeScan.mayChangeTables(layout) {
            return "its code may change its function table, which cannot be put back"
        }
        if memoryBytes > PristineState.memoryBytesMax {
            return
                "its memory of \(memoryBytes) bytes is larger than the \(PristineState.memoryBytesMax) that are quickly put back"
        }
        return nil
    }

    private var mutableGlobals: [Int] { layout.globals.indices.filter { layout.globals[$0].isMutable } }

    /// What the tables hold: to be compared before and after, because a change of theirs cannot be saved.
    package func tables(of instance: Instance) throws(WasmError) -> [[UInt]] {
        var tables: [[UInt]] = []
        for index in 0..<layout.tableCount {
            guard let table = instance.table(Self.tablePrefix + "\(index)") else {
                throw WasmError("snapshot", "the module has a table of something other than functions")
            }
            tables.append(table)
        }
        return tables
    }

    /// The module with the instance's state, exporting only `exports`.
    ///
    /// - Parameters:
    ///   - entry: the export that requests are given to; a function that sets the globals first is added beside it
    ///     (`EnterFunction`).
    ///   - memoryBytesMax: becomes the memory's declared maximum: past it, growing fails inside the guest.
    package func write(
        _ instance: Instance, exporting names: [String], entry: String? = nil, memoryBytesMax: Int
    ) throws(WasmError) -> [UInt8] {
        let memory = instance.memory
        let pages = UInt32(memory.count / ModuleLayout.pageBytes)
        let pagesMax = min(
            UInt32(clamping: memoryBytesMax / ModuleLayout.pageBytes), layout.memories[0].pagesMax ?? .max)
        guard pages <= pagesMax else {
            throw WasmError(
                "snapshot", "the module needs \(memory.count) bytes of memory, its limit is \(memoryBytesMax)")
        }
        let kept = layout.exports.filter { names.contains($0.name) || $0.name.hasPrefix(CountedModule.prefix) }
        let mutable = canBeRewound ? mutableGlobals : []
        let values = try mutable.map { (index) throws(WasmError) in try value(ofGlobal: index, in: instance) }
        let enter = entry.flatMap { EnterFunction(layout, calling: $0, values) }
        var exports: [UInt8] = []
        let stackPointer = layout.stackPointer
        let count = kept.count + mutable.count + (stackPointer == nil ? 0 : 1) + (enter == nil ? 0 : 1)
        exports.append(unsigned: UInt32(count))
        for export in kept { exports.append(export: export.name, export.kind, export.index) }
        for (number, index) in mutable.enumerated() {
            exports.append(export: Self.rewindPrefix + "\(number)", .global, UInt32(index))
        }
        if let stackPointer { exports.append(export: Self.stackPointer, .global, UInt32(stackPointer)) }
        if let enter { exports.append(export: EnterFunction.name, .function, enter.index) }
        var memories: [UInt8] = [1, 1]
        memories.append(unsigned: pages)
        memories.append(unsigned: pagesMax)
        let globals = try writeGlobals(instance)
        let data = Self.writeData(memory)
        return layout.rewritten(adding: [.export, .data]) { id in
            switch id {
            case .function: enter?.functions
            case .memory: memories
            case .global: globals
            case .export: exports
            case .code: enter?.code
            case .data: data
            default: nil
            }
        }
    }

    // MARK: Private

    private func writeGlobals(_ instance: Instance) throws(WasmError) -> [UInt8] {
        var content: [UInt8] = []
        content.append(unsigned: UInt32(layout.globals.count))
        for (index, global) in layout.globals.enumerated() {
            content.append(global.type)
            content.append(global.isMutable ? 1 : 0)
            if global.isMutable {
                let value = try value(ofGlobal: index, in: instance)
                content.append(constant: value.type, bits: value.bits)
            } else {
                content.append(contentsOf: layout.bytes[global.initialiser])
            }
        }
        return content
    }

    private func value(
        ofGlobal index: Int, in instance: Instance
    ) throws(WasmError) -> (index: Int, type: ValueType, bits: UInt64) {
        guard let value = instance.global(Self.globalPrefix + "\(index)"),
            value.type == Self.numberType(layout.globals[index].type)
        else { throw WasmError("snapshot", "global \(index) cannot be read") }
        return (index, value.type, value.bits)
    }

    /// Active segments for all that is not zero.
    private static func writeData(_ memory: GuestMemory) -> [UInt8] {
        guard let bytes = unsafe memory.bytes(at: 0, count: UInt32(memory.count)) else { return [0] }
        let runs = unsafe nonZeroRuns(bytes)
        var content: [UInt8] = []
        content.append(unsigned: UInt32(runs.count))
        for run in runs {
            content.append(0)
            content.append(constant: .i32, bits: UInt64(run.lowerBound))
            content.append(unsigned: UInt32(run.count))
            unsafe content.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[run]))
        }
        return content
    }

    private static func nonZeroRuns(_ bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            // Memory is a whole number of pages, so eight bytes fit wherever the index is a multiple of eight.
            if index & 7 == 0, unsafe bytes.load(fromByteOffset: index, as: UInt64.self) == 0 {
                index += 8
                continue
            }
            guard unsafe bytes[index] != 0 else {
                index += 1
                continue
            }
            if let last = runs.last, index - last.upperBound < zeroRunMin {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
            index += 1
        }
        return runs
    }

    private static func numberType(_ byte: UInt8) -> ValueType? {
        switch byte {
        case 0x7f: .i32
        case 0x7e: .i64
        case 0x7d: .f32
        case 0x7c: .f64
        default: nil
        }
    }
}
