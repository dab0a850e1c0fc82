/// Finds the `unreachable` that a guest came to, where the engine names the branch before it.
///
/// The engine's compiler makes one conditional trap of a branch and a block that only traps, and says where the branch
/// was. The line of the source that failed is often that of the block: the branch belongs to the comparison.
///
/// For people who read a backtrace; what cannot be followed is nil. (WebAssembly core specification, section 5.4.)
package struct TrapSite {
    private let layout: ModuleLayout
    private let code: Range<Int>

    private static let unreachable: UInt8 = 0x00
    private static let nop: UInt8 = 0x01
    private static let block: UInt8 = 0x02
    private static let loop: UInt8 = 0x03
    private static let `if`: UInt8 = 0x04
    private static let `else`: UInt8 = 0x05
    private static let end: UInt8 = 0x0b
    private static let branch: UInt8 = 0x0c
    private static let branchIf: UInt8 = 0x0d

    /// Branches without condition that are followed from one to the next.
    private static let branchesMax = 4

    /// Nil where the module has no code.
    package init?(_ bytes: [UInt8]) {
        guard let layout = try? ModuleLayout(bytes), let code = ModuleLayout.codeSection(of: bytes) else { return nil }
        self.layout = layout
        self.code = code
    }

    /// The address of the `unreachable` that control came to at `address`; both count from the code section's content.
    package func unreachable(from address: UInt32) -> UInt32? {
        let position = code.lowerBound + Int(address)
        guard let body = try? body(at: position), let start = try? firstInstruction(of: body) else { return nil }
        // A function that traps whatever it is given is named by its beginning.
        let found = try? position < start ? trap(at: start, body) : follow(position, body)
        return found.flatMap { UInt32(exactly: $0 - code.lowerBound) }
    }

    // MARK: Private

    /// The function's body that holds a place in the file.
    private func body(at position: Int) throws(WasmError) -> Range<Int>? {
        var reader = ModuleReader(layout.bytes, code)
        for _ in 0..<(try reader.count()) {
            let body = try reader.range(count: reader.count())
            if body.contains(position) { return body }
        }
        return nil
    }

    /// Behind the local variables.
    private func firstInstruction(of body: Range<Int>?) throws(WasmError) -> Int {
        guard let body else { throw ModuleReader.truncated }
        var reader = ModuleReader(layout.bytes, body)
        for _ in 0..<(try reader.count()) {
            _ = try reader.u32()
            _ = try reader.byte()
        }
        return reader.position
    }

    /// Where the branch at a place leads to, if that only traps.
    private func follow(_ position: Int, _ body: Range<Int>?, depth: Int = 0) throws(WasmError) -> Int? {
        guard let body, depth < Self.branchesMax else { return nil }
        var reader = ModuleReader(layout.bytes, position..<body.upperBound)
        switch try reader.byte() {
        case Self.unreachable: return position
        case Self.branch, Self.branchIf:
            let label = try reader.u32()
            guard let target = try target(of: position, label, body) else { return nil }
            return try trap(at: target, body, depth: depth + 1)
        case Self.if:
            try reader.skipNumber()
            if let found = try trap(at: reader.position, body, depth: depth + 1) { return found }
            guard let otherwise = try behindBlock(from: reader.position, body, stopsAtElse: true) else { return nil }
            return try trap(at: otherwise, body, depth: depth + 1)
        default: return nil
        }
    }

    /// The `unreachable` that is all that happens from a place on.
    private func trap(at start: Int, _ body: Range<Int>?, depth: Int = 0) throws(WasmError) -> Int? {
        guard let body else { return nil }
        var reader = ModuleReader(layout.bytes, start..<body.upperBound)
        while !reader.isAtEnd {
            let position = reader.position
            switch try reader.byte() {
            case Self.unreachable: return position
            case Self.nop, Self.end: break
            case Self.block, Self.loop: try reader.skipNumber()
            case Self.branch: return try follow(position, body, depth: depth)
            default: return nil
            }
        }
        return nil
    }

    /// Behind the end of the block that a label means at a place; nil for a loop, which is entered anew.
    private func target(of position: Int, _ label: UInt32, _ body: Range<Int>) throws(WasmError) -> Int? {
        var open: [UInt8] = []
        var reader = ModuleReader(layout.bytes, try firstInstruction(of: body)..<body.upperBound)
        while reader.position < position {
            let instruction = layout.bytes[reader.position]
            guard try CodeScan.skipHarmless(&reader) else { return nil }
            switch instruction {
            case Self.block, Self.loop, Self.if: open.append(instruction)
            case Self.end: _ = open.popLast()
            default: break
            }
        }
        guard reader.position == position, Int(label) < open.count, open[open.count - 1 - Int(label)] != Self.loop
        else {
            return nil
        }
        guard try CodeScan.skipHarmless(&reader) else { return nil }
        var place = reader.position
        for _ in 0...label {
            guard let next = try behindBlock(from: place, body, stopsAtElse: false) else { return nil }
            place = next
        }
        return place
    }

    /// Behind the `end` (or the `else`) of the block that a place is in.
    private func behindBlock(from start: Int, _ body: Range<Int>, stopsAtElse: Bool) throws(WasmError) -> Int? {
        var reader = ModuleReader(layout.bytes, start..<body.upperBound)
        var depth = 0
        while !reader.isAtEnd {
            let instruction = layout.bytes[reader.position]
            guard try CodeScan.skipHarmless(&reader) else { return nil }
            switch instruction {
            case Self.block, Self.loop, Self.if: depth += 1
            case Self.else where stopsAtElse && depth == 0: return reader.position
            case Self.end where depth == 0: return reader.position
            case Self.end: depth -= 1
            default: break
            }
        }
        return nil
    }
}
