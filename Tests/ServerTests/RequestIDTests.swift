import HTTP
import Testing

@testable import Server

@Suite struct RequestIDTests {
    @Test("the letters are those of the two numbers, most significant first")
    func letters() {
        #expect(
            RequestID(high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98_7654_3210).description
                == "0123456789abcdeffedcba9876543210")
        #expect(RequestID(high: 0x9a9a_a9a9_0f0f_f0f0, low: .max).description == "9a9aa9a90f0ff0f0ffffffffffffffff")
    }

    @Test("a name is 32 hexadecimal letters, the same wherever it is written")
    func form() {
        var generator = RequestIDGenerator()
        let name = generator.next()
        #expect(name.description.count == RequestID.length)
        #expect(name.description.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
        var output = ByteBuffer()
        name.append(to: &output)
        #expect(unsafe String(decoding: output.readable, as: UTF8.self) == name.description)
        #expect(RequestID().description == String(repeating: "0", count: 32))
    }

    @Test("names of one loop and of several never repeat")
    func unique() {
        var generators = (0..<4).map { _ in RequestIDGenerator() }
        var seen: Set<String> = []
        for _ in 0..<5_000 {
            for index in generators.indices { seen.insert(generators[index].next().description) }
        }
        #expect(seen.count == 20_000)
    }

    @Test("one name shows little of the next: about half of the bits change")
    func mixed() {
        var generator = RequestIDGenerator()
        var previous = generator.next().description
        var changed = 0
        for _ in 0..<1_000 {
            let next = generator.next().description
            changed += zip(previous, next).map { ($0.hexDigitValue ?? 0) ^ ($1.hexDigitValue ?? 0) }
                .reduce(0) { $0 + $1.nonzeroBitCount }
            previous = next
        }
        #expect(60_000..<68_000 ~= changed)
    }
}
