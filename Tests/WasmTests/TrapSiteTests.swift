import Testing

@testable import Wasm

/// Where a trap came from: the engine names a branch, the compiler's note stands at the `unreachable` behind it.
struct TrapSiteTests {
    /// The site that is found from the place of one instruction, counted among those of the same opcode.
    private func find(_ body: String, from opcode: UInt8, at number: Int = 0) throws -> UInt8? {
        let bytes = try Module.bytes(
            fromText: "(module (func (export \"run\") (param i32) \(body)))")
        let code = try #require(ModuleLayout.codeSection(of: bytes))
        let site = try #require(TrapSite(bytes))
        // Behind the count of functions, the body's size and the count of locals.
        let places = (code.lowerBound + 3..<code.upperBound).filter { bytes[$0] == opcode }
        let address = UInt32(places[number] - code.lowerBound)
        guard let found = site.unreachable(from: address) else { return nil }
        // The number of the constant behind it tells which one it is.
        return bytes[code.lowerBound + Int(found)] == 0 ? bytes[code.lowerBound + Int(found) + 2] : 255
    }

    /// `unreachable`, then a constant that tells it from others.
    private func trap(_ number: Int) -> String { "unreachable (drop (i32.const \(number)))" }

    @Test("A branch out of a block leads to what is behind the block")
    func branch() throws {
        let body = """
            (block (block (br_if 1 (local.get 0)) (br_if 0 (local.get 0)) return) \(trap(11))) \(trap(12))
            """
        #expect(try find(body, from: 0x0d, at: 0) == 12)
        #expect(try find(body, from: 0x0d, at: 1) == 11)
    }

    @Test("Branches to a branch are followed")
    func branches() throws {
        let body = "(block (block (br_if 0 (local.get 0)) return) (br 0)) \(trap(13))"
        #expect(try find(body, from: 0x0d) == 13)
    }

    @Test("Of an if, the arm that traps is meant")
    func arms() throws {
        #expect(try find("(if (local.get 0) (then \(trap(14))))", from: 0x04) == 14)
        #expect(try find("(if (local.get 0) (then nop return) (else \(trap(15))))", from: 0x04) == 15)
    }

    @Test("What does not trap, a loop, and a block that does something first are not followed")
    func others() throws {
        #expect(try find("(block (br_if 0 (local.get 0)) return) (drop (i32.const 9)) unreachable", from: 0x0d) == nil)
        #expect(try find("(loop (br_if 0 (local.get 0))) return", from: 0x0d) == nil)
        #expect(try find("(drop (i32.load (i32.const 8))) unreachable", from: 0x28) == nil)
    }

    @Test("A function that only traps is named by its beginning")
    func functionThatTraps() throws {
        let bytes = try Module.bytes(fromText: "(module (func (export \"run\") nop nop unreachable))")
        let site = try #require(TrapSite(bytes))
        let code = try #require(ModuleLayout.codeSection(of: bytes))
        let found = try #require(site.unreachable(from: 2))
        #expect(bytes[(code.lowerBound + Int(found) - 2)...].prefix(3) == [0x01, 0x01, 0x00])
    }

    @Test("No address is too strange, and none is answered with something that does not trap")
    func anyAddress() throws {
        let bytes = try Module.bytes(
            fromText: """
                (module (func (param i32) (local i64)
                  (block (block (br_table 0 1 0 (local.get 0))) unreachable)
                  (if (local.get 0) (then unreachable) (else (loop (br_if 1 (local.get 0)))))))
                """)
        let code = try #require(ModuleLayout.codeSection(of: bytes))
        let site = try #require(TrapSite(bytes))
        for address in Array(0..<UInt32(code.count + 10)) + [.max, .max / 2] {
            guard let found = site.unreachable(from: address) else { continue }
            #expect(bytes[code.lowerBound + Int(found)] == 0)
        }
    }
}
