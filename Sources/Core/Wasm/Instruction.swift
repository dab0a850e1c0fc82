/// What kind of instruction stands somewhere in a function's body, as far as anybody here has to tell them apart.
///
/// One decoder for all who go through code: `CodeScan`, `TrapSite`, `CountedModule`. (WebAssembly core specification,
/// section 5.4.)
enum Instruction: Equatable {
    case unreachable, nop, drop
    case block, loop, `if`, `else`, end
    /// `br`, `br_table`, `return`: what follows is not reached from here.
    case branch, branchTable, `return`
    case branchIf
    case call(UInt32)
    case callIndirect
    /// `return_call` and its like, which the sandbox has switched off.
    case tailCall
    /// `memory.copy`, `memory.fill`, `memory.init`: the number of bytes lies on top of the stack.
    case memoryMove
    /// `memory.grow`: so does the number of pages.
    case memoryGrow
    /// Something that may change a table.
    case tableChange
    case other
}

extension ModuleReader {
    /// Reads one instruction; nil where it is not known, and the reader stands somewhere in it.
    mutating func instruction() throws(WasmError) -> Instruction? {
        switch try byte() {
        case 0x00: return .unreachable
        case 0x01: return .nop
        case 0x02: return try skipping(1, .block)
        case 0x03: return try skipping(1, .loop)
        case 0x04: return try skipping(1, .if)
        case 0x05: return .else
        case 0x0b: return .end
        case 0x0c: return try skipping(1, .branch)
        case 0x0d: return try skipping(1, .branchIf)
        case 0x0e:
            for _ in 0...(try count()) { try skipNumber() }
            return .branchTable
        case 0x0f: return .return
        case 0x10: return .call(try u32())
        case 0x11: return try skipping(2, .callIndirect)
        case 0x12: return try skipping(1, .tailCall)
        case 0x13: return try skipping(2, .tailCall)
        case 0x1a: return .drop
        case 0x1b, 0x45...0xc4, 0xd1: return .other  // select, numbers, ref.is_null
        case 0x1c:  // select with types
            _ = try range(count: count())
            return .other
        // local and global access, table.get; memory.size; constants; ref.null, ref.func
        case 0x20...0x25, 0x3f, 0x41, 0x42, 0xd0, 0xd2: return try skipping(1, .other)
        case 0x26: return try skipping(1, .tableChange)  // table.set
        case 0x28...0x3e: return try skipping(2, .other)  // loads and stores
        case 0x40: return try skipping(1, .memoryGrow)
        case 0x43:
            _ = try range(count: 4)
            return .other
        case 0x44:
            _ = try range(count: 8)
            return .other
        case 0xfc: return try miscellaneous()
        case 0xfd: return try vector()
        default: return nil
        }
    }

    private mutating func skipping(_ numbers: Int, _ instruction: Instruction) throws(WasmError) -> Instruction {
        for _ in 0..<numbers { try skipNumber() }
        return instruction
    }

    private mutating func miscellaneous() throws(WasmError) -> Instruction? {
        switch try u32() {
        case 0...7: .other  // saturating conversions
        case 9, 16: try skipping(1, .other)  // data.drop, table.size
        case 11: try skipping(1, .memoryMove)  // memory.fill
        case 8, 10: try skipping(2, .memoryMove)  // memory.init, memory.copy
        case 13, 15, 17: try skipping(1, .tableChange)  // elem.drop, table.grow, table.fill
        case 12, 14: try skipping(2, .tableChange)  // table.init, table.copy
        default: nil
        }
    }

    private mutating func vector() throws(WasmError) -> Instruction? {
        switch try u32() {
        case 0...11, 92, 93: return try skipping(2, .other)  // loads and stores
        case 12, 13: _ = try range(count: 16)  // constant, shuffle
        case 21...34: _ = try byte()  // lanes
        case 84...91:  // loads and stores of lanes
            _ = try skipping(2, .other)
            _ = try byte()
        case 14...20, 35...83, 94...255: break
        default: return nil
        }
        return .other
    }
}
