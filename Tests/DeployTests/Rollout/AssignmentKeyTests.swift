import Testing

@testable import Deploy

@Suite("User keys")
struct AssignmentKeyTests {
    @Test("keys are read and written")
    func reads() throws {
        #expect(try AssignmentKey(parsing: "cookie:uid") == .cookie("uid"))
        #expect(try AssignmentKey(parsing: "cookie:__Host-ID") == .cookie("__Host-ID"))
        #expect(try AssignmentKey(parsing: "header:X-User") == .header("x-user"))
        #expect(try AssignmentKey(parsing: "address") == .address)
        for text in ["cookie:uid", "header:x-user", "address"] {
            #expect(try AssignmentKey(parsing: text).text == text)
        }
        #expect(
            try AssignmentKey.list(parsing: ["cookie:uid", "header:X-User", "address"])
                == [.cookie("uid"), .header("x-user"), .address])
    }

    @Test(
        "what is no key is refused with what to write",
        arguments: [
            "", "uid", "cookie", "cookie:", "Cookie:uid", "cookie:a b", "cookie:a=b", "cookie:a;b", "header:X User",
            "header:größe", "header:X:Y", "address:", "Address", "query:uid", " cookie:uid",
            "cookie:" + String(repeating: "x", count: 65),
        ])
    func refuses(text: String) {
        let error = #expect(throws: RolloutError.self) { try AssignmentKey(parsing: text) }
        #expect(error?.remedy.contains("write") == true)
    }

    @Test("a list without keys, with one twice, or with one behind the address is refused")
    func lists() {
        for texts in [
            [], ["address", "address"], ["header:x", "header:X"], ["address", "cookie:uid"],
            ["cookie:a", "cookie:b", "cookie:c", "cookie:d", "cookie:e"],
        ] {
            #expect(throws: RolloutError.self, "\(texts)") { _ = try AssignmentKey.list(parsing: texts) }
        }
    }
}
