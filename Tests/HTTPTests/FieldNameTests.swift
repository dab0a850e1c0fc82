import Testing

@testable import HTTP

@Suite struct FieldNameTests {
    @Test("every well-known name is recognised in any case, and not when it is longer or shorter")
    func recognises() {
        for name in FieldName.allCases {
            let spelling = name.spelling.description
            #expect(of(spelling) == name)
            #expect(of(spelling.uppercased()) == name)
            #expect(of(spelling + "x") == .other)
            #expect(of(String(spelling.dropLast())) == .other)
        }
    }

    @Test("names that only look alike are not taken for well-known ones")
    func nearMisses() {
        for text in ["", "h", "hosT\u{0}", "ho-t", "hos~", "content_length", "content-lengtH ", "x-forwarded-fox"] {
            #expect(of(text) == .other)
        }
    }

    @Test("there are no more names than a head has bits to remember which it holds")
    func count() {
        #expect(FieldName.allCases.count <= 64)
        #expect(FieldName.allCases.map(\.rawValue) == (0..<FieldName.allCases.count).map { UInt8($0) })
    }

    private func of(_ text: String) -> FieldName {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe FieldName.of($0) }
    }
}
