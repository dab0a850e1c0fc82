import Testing

@testable import Wasm

/// What a module is said to be made of.
struct ModuleContentsTests {
    private let text = """
        (module (import "swiftlet" "clock" (func $clock (param i32) (result i64)))
          (memory (export "memory") 2 16)
          (global $__stack_pointer (mut i32) (i32.const 24576))
          (data (i32.const 8) "abcd") (data (i32.const 100) "efghij")
          (func $small) (func $$s5Hello5largeSiyF (result i32) (i32.add (i32.const 1) (i32.const 2))))
        """

    private func layout() throws -> ModuleLayout { try ModuleLayout(Module.bytes(fromText: text)) }

    @Test("Sections and the eight bytes before them are the whole file")
    func sections() throws {
        let layout = try layout()
        #expect(layout.sectionSizes.map(\.bytes).reduce(8, +) == layout.bytes.count)
        #expect(layout.sectionSizes.map(\.name).contains("code"))
        #expect(layout.sectionSizes.map(\.name).contains("name"))
    }

    @Test("Functions come by size, demangled, imports not counted")
    func functions() throws {
        let sizes = try layout().functionSizes
        #expect(sizes.map(\.name) == ["Hello.large() -> Int", "small"])
        #expect(sizes[0].bytes > sizes[1].bytes)
    }

    @Test("Functions without names have numbers, which count the imports")
    func numbers() throws {
        let bytes = try Module.bytes(fromText: text)
        let named = try ModuleLayout(bytes)
        let name = try #require(named.customSection("name"))
        // The name section is the last one; its head has two bytes.
        let sizes = try ModuleLayout(Array(bytes[..<(name.lowerBound - 2)])).functionSizes
        #expect(sizes.map(\.name) == ["function 2", "function 1"])
    }

    @Test("Memory, data and the stack are read")
    func memory() throws {
        let layout = try layout()
        #expect(layout.memoryBytes?.initial == 2 * 65536)
        #expect(layout.memoryBytes?.max == 16 * 65536)
        #expect(layout.dataBytes == 10)
        #expect(layout.stackBytes == 24576)
    }

    @Test("A global of another name is not taken for the stack pointer")
    func otherGlobal() throws {
        let bytes = try Module.bytes(
            fromText:
                "(module (memory 1) (global $counter (mut i32) (i32.const 0)) (func (drop (global.get $counter))))")
        #expect(try ModuleLayout(bytes).stackBytes == nil)
    }

    @Test("Each reason why an isolate is made anew is told")
    func rewindObstacles() throws {
        func obstacle(_ more: String, memory: Int = 65536) throws -> String? {
            try Snapshot(ModuleLayout(Module.bytes(fromText: "(module (memory 1) \(more))")))
                .rewindObstacle(memoryBytes: memory)
        }
        let pointer = "(global $__stack_pointer (mut i32) (i32.const 1024))"
        #expect(try obstacle(pointer) == nil)
        #expect(try obstacle("")?.contains("no mutable global") == true)
        #expect(try obstacle(pointer, memory: 1 << 20)?.contains("larger") == true)
        #expect(
            try obstacle(String(repeating: "(global (mut i32) (i32.const 1))", count: 9))?.contains("9 mutable") == true
        )
        #expect(
            try obstacle("\(pointer) (table $t 1 funcref) (func (table.set $t (i32.const 0) (ref.null func)))")?
                .contains("table") == true)
    }
}

/// What is taken out of a module before it is deployed.
struct DeployedModuleTests {
    /// How many bytes of data stay.
    private func dataBytes(_ data: String) throws -> Int {
        let layout = try ModuleLayout(Module.bytes(fromText: "(module (memory 1) \(data))"))
        return try ModuleLayout(layout.withoutDebugInformation()).dataBytes
    }

    @Test("Zeros at the end of the data go, and all else stays")
    func zeros() throws {
        let zeros = #""\00\00\00\00""#
        #expect(
            try dataBytes(#"(data (i32.const 8) "abc") (data (i32.const 64) \#(zeros)) (data (i32.const 32) "\00")"#)
                == 3)
        #expect(try dataBytes("(data (i32.const 65532) \(zeros))") == 0)
        #expect(try dataBytes(#"(data (i32.const 8) \#(zeros)) (data (i32.const 16) "a")"#) == 5)
    }

    // Each compared with each would take minutes.
    @Test("Zeros in very many pieces go too")
    func manyZeros() throws {
        let piece: [UInt8] = [0, 0x41, 0, 0x0b, 1, 0]
        let count = 100_000
        var data: [UInt8] = []
        data.append(unsigned: UInt32(count))
        for _ in 0..<count { data += piece }
        var writer = ModuleWriter()
        writer.section(.memory, [1, 0, 1])
        writer.section(.data, data)
        let layout = try ModuleLayout(writer.bytes)
        #expect(layout.dataBytes == count)
        #expect(try ModuleLayout(layout.withoutDebugInformation()).dataBytes == 0)
    }

    @Test("Zeros that something could see stay")
    func seen() throws {
        let zeros = #""\00\00\00\00""#
        // Over other data, or between; beyond the memory; where instructions name segments; at an address that is worked out.
        #expect(try dataBytes(#"(data (i32.const 8) "abc") (data (i32.const 10) \#(zeros))"#) == 7)
        #expect(
            try dataBytes(#"(data (i32.const 8) "a") (data (i32.const 20) "b") (data (i32.const 12) \#(zeros))"#) == 6)
        #expect(try dataBytes("(data (i32.const 65533) \(zeros))") == 4)
        #expect(try dataBytes("(data (i32.const -4) \(zeros))") == 4)
        #expect(try dataBytes("(func data.drop 0) (data \(zeros))") == 4)
        #expect(try dataBytes("(data (offset i32.const 4 i32.const 4 i32.add) \(zeros))") == 4)
    }
}
