import Testing

@testable import Swiftlet

@Suite struct ByteRangesTests {
    @Test(
        "A Range is read against a body of 1000 bytes",
        arguments: [
            ("bytes=0-499", .parts([0..<500])), ("bytes=500-999", .parts([500..<1000])),
            ("bytes=-500", .parts([500..<1000])),
            ("bytes=950-", .parts([950..<1000])), ("bytes=0-0,-1", .parts([0..<1, 999..<1000])),
            ("bytes= 0-0 , , 5-6", .parts([0..<1, 5..<7])), ("bytes=990-5000", .parts([990..<1000])),
            ("bytes=-5000", .parts([0..<1000])), ("Bytes=0-", .parts([0..<1000])), ("bytes=1000-", .unsatisfiable),
            ("bytes=5000-6000", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=1000-,0-1", .parts([0..<2])),
            ("bytes=99999999999999999999-", .unsatisfiable), ("bytes=0-99999999999999999999", .parts([0..<1000])),
            ("bytes=-99999999999999999999", .parts([0..<1000])),
            // No ranges: the whole.
            ("", .whole), ("bytes", .whole), ("bytes=", .whole), ("bytes=-", .whole), ("bytes=5-4", .whole),
            ("bytes=a-b", .whole), ("items=0-5", .whole), ("bytes 0-5", .whole), ("bytes=0-5;6-7", .whole),
            ("bytes=0 - 5", .whole), ("bytes=+1-5", .whole), ("bytes=0x1-5", .whole), ("bytes=1-2-3", .whole),
            ("bytes=0-5\u{0}", .whole),
            // More than there is.
            ("bytes=0-,0-", .whole), ("bytes=0-500,400-999", .whole),
        ] as [(String, ByteRanges)])
    func reading(field: String, ranges: ByteRanges) {
        #expect(ByteRanges(Bytes(copying: field), length: 1000) == ranges)
    }

    @Test("A body without bytes has no part")
    func empty() {
        #expect(ByteRanges(Bytes("bytes=0-"), length: 0) == .unsatisfiable)
        #expect(ByteRanges(Bytes("bytes=-1"), length: 0) == .unsatisfiable)
    }

    @Test("Too many parts are the whole")
    func tooMany() {
        func field(_ count: Int) -> Bytes {
            Bytes(copying: "bytes=" + (0..<count).map { index in "\(index)-\(index)" }.joined(separator: ","))
        }
        #expect(
            ByteRanges(field(ByteRanges.countMax), length: 1000)
                == .parts((0..<ByteRanges.countMax).map { $0..<$0 + 1 }))
        #expect(ByteRanges(field(ByteRanges.countMax + 1), length: 1000) == .whole)
    }

    @Test("Only GET asks for a part, and If-Range must name the state that there is")
    func request() {
        let range = ("Range", "bytes=0-1")
        func ask(_ method: HTTPRequest.Method = .get, _ condition: String? = nil) -> ByteRanges {
            received("/", method: method, headers: condition.map { value in [range, ("If-Range", value)] } ?? [range])
                .byteRanges(length: 10, etag: ETag("1"), lastModified: HTTPDate(secondsSinceEpoch: 0))
        }
        #expect(ask() == .parts([0..<2]) && ask(.head) == .whole && ask(.post) == .whole)
        #expect(ask(.get, "\"1\"") == .parts([0..<2]) && ask(.get, "\"2\"") == .whole && ask(.get, "W/\"1\"") == .whole)
        #expect(ask(.get, "Thu, 01 Jan 1970 00:00:00 GMT") == .parts([0..<2]))
        #expect(ask(.get, "Thu, 01 Jan 1970 00:00:01 GMT") == .whole && ask(.get, "junk") == .whole)
        #expect(received("/").byteRanges(length: 10) == .whole)
    }

    @Test("Parts of any field lie within the body, and are no more than it")
    func fuzz() {
        for bytes in Mutations(of: ["bytes=0-5,-3,7-", "bytes=9-", "bytes=0-0"], extra: "0123456789-,= ") {
            for length in [0, 1, 10, Int(Int32.max)] {
                guard case .parts(let parts) = ByteRanges(Bytes(copying: bytes), length: length) else { continue }
                #expect(parts.count <= ByteRanges.countMax && !parts.isEmpty)
                #expect(parts.allSatisfy { part in !part.isEmpty && part.lowerBound >= 0 && part.upperBound <= length })
                #expect(parts.reduce(0) { sum, part in sum + part.count } <= length)
            }
        }
    }
}
