import Glibc
import Testing

@testable import SwiftletFormats

struct BytesScopeTests {
    /// The process's address space, in bytes.
    private func addressSpace() throws -> Int {
        let file = unsafe open("/proc/self/statm", O_RDONLY)
        defer { close(file) }
        var line = [UInt8](repeating: 0, count: 128)
        let count = unsafe read(file, &line, line.count)
        try #require(count > 0)
        let text = String(decoding: line.prefix(count), as: UTF8.self)
        return try #require(Int(text.prefix { $0 != " " })) * sysconf(Int32(_SC_PAGESIZE))
    }

    @Test("What is made within a scope is freed with it, also where an error ends it")
    func freed() throws {
        struct Stop: Error {}
        let block = [UInt8](repeating: 7, count: 16 << 20)
        let before = try addressSpace()
        for round in 0..<64 {
            let count = try? Bytes.scope { () throws(Stop) in
                let copy = Bytes(copying: block)
                if round % 2 == 1 { throw Stop() }
                return copy.count
            }
            #expect(count == (round % 2 == 1 ? nil : block.count))
        }
        // A gibibyte otherwise.
        #expect(try addressSpace() - before < 512 << 20)
    }

    @Test("Texts leave a scope, and one within another frees only its own")
    func nested() throws {
        let texts = try Bytes.scope { () throws(JSONError) in
            let outer = Bytes(copying: "outer")
            let inner = try Bytes.scope { () throws(JSONError) in
                var reader = JSONReader(Bytes("\"a\\u00e9\\n\""))
                return try reader.string().text()
            }
            // Were it freed, another of its size would lie there now.
            let other = Bytes(copying: "other")
            return [outer.text, inner, other.text]
        }
        #expect(texts == ["outer", "a\u{e9}\n", "other"])
    }
}
