import SwiftletTesting
import Testing

@testable import Swiftlet

@Suite struct LogFieldTests {
    /// The line that is logged.
    private func line(_ message: StaticString, _ fields: Log.Fields) throws -> String {
        let host = TestHost()
        _ = try host.respond(
            to: Request("/"),
            with: Probe { _, _ in
                log.info(message, fields)
                return .text("")
            })
        #expect(host.logged.count == 1 && host.logged.first?.level == .info)
        return host.logged.first?.text ?? ""
    }

    @Test("Literals, texts, bytes and numbers of every kind are values, in the order given")
    func values() throws {
        let (id, count) = ("A-17", UInt8(3))
        #expect(
            try line("paid", ["order": .string(id), "ms": 12, "paid": true, "items": .integer(count), "rate": 0.5])
                == "paid order=A-17 ms=12 paid=true items=3 rate=0.5")
        #expect(
            try line("paid", ["a": .bytes(Bytes("x")), "b": "\(id)/2", "c": .bool(false)])
                == "paid a=x b=A-17/2 c=false")
        #expect(try line("paid", ["error": .error(.timeout)]) == #"paid error="the origin did not answer in time""#)
        #expect(try line("paid", ["a": .string(nil), "a": "again"]) == #"paid a="" a=again"#)
        #expect(try line("paid", [:]) == "paid" && line("", ["a": 1]) == "a=1")
    }

    @Test("Numbers at the ends of their range")
    func numbers() throws {
        #expect(
            try line(
                "", ["a": .integer(Int64.min), "b": .integer(Int64.max), "c": .integer(UInt64.max), "d": 0, "e": -7])
                == "a=-9223372036854775808 b=9223372036854775807 c=9223372036854775807 d=0 e=-7")
    }

    @Test(
        "What is not one plain word is put in quotes",
        arguments: [
            ("two words", #""two words""#), ("", #""""#), ("a=b", #""a=b""#), (#"say "hi""#, #""say \"hi\"""#),
            (#"C:\x"#, #""C:\\x""#), ("a\nb", #""a\nb""#), ("a\r\n\tb", #""a\r\n\tb""#), ("\u{0}", #""\u0000""#),
            ("\u{1b}[31m", #""\u001b[31m""#), ("\u{7f}", #""\u007f""#), ("\u{85}", #""\u0085""#),
            ("\u{2028}x\u{2029}", #""\u2028x\u2029""#), ("é", #""é""#), ("日本🧼", #""日本🧼""#),
            ("plain-1.2/3", "plain-1.2/3"),
            ("a\" admin=true", #""a\" admin=true""#),
        ])
    func quoted(text: String, written: String) throws {
        #expect(try line("paid", ["v": .string(text)]) == "paid v=\(written)")
        #expect(try line("paid", ["v": .bytes(Bytes(copying: text))]) == "paid v=\(written)")
    }

    @Test(
        "Bytes that are no UTF-8 become U+FFFD",
        arguments: [
            ([0xff], "\u{fffd}"), ([0x61, 0xc3], "a\u{fffd}"), ([0xc3, 0x28], "\u{fffd}("),
            ([0xc0, 0xaf], "\u{fffd}\u{fffd}"), ([0xed, 0xa0, 0x80], "\u{fffd}\u{fffd}\u{fffd}"),
            ([0xf4, 0x90, 0x80, 0x80], "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"), ([0xe2, 0x82], "\u{fffd}\u{fffd}"),
            ([0xf0, 0x9f, 0xa7, 0xbc], "🧼"), ([0xe0, 0x80, 0x80], "\u{fffd}\u{fffd}\u{fffd}"),
        ] as [([UInt8], String)])
    func invalidText(bytes: [UInt8], written: String) throws {
        #expect(try line("paid", ["v": .bytes(Bytes(copying: bytes))]) == "paid v=\"\(written)\"")
    }

    @Test("A name has letters, digits, and _ . -: other bytes become _")
    func names() throws {
        #expect(
            try line("paid", ["a.b-c_1": 1, "a b": 2, "a=b": 3, "": 4, "é": 5, "a\nb": 6])
                == "paid a.b-c_1=1 a_b=2 a_b=3 _=4 __=5 a_b=6")
    }

    @Test("A long value is cut between two characters, and says so")
    func longValue() throws {
        let long = "x" + String(repeating: "é", count: 600)
        #expect(try line("", ["v": .string(long)]) == "v=\"x" + String(repeating: "é", count: 511) + "…\"")
        let exact = String(repeating: "x", count: 1024)
        #expect(try line("", ["v": .string(exact)]) == "v=" + exact)
        #expect(try line("", ["v": .string(exact + "x")]) == "v=\"" + exact + "…\"")
    }

    @Test("A long line is cut between two fields, and says how many it lacks")
    func longLine() throws {
        let x = LogValue.string(String(repeating: "x", count: 1000))
        let text = try line(
            "paid", ["a": x, "b": x, "c": x, "d": x, "e": x, "f": x, "g": x, "h": x, "i": x, "j": 1])
        #expect(text.utf8.count <= 8 << 10 && text.contains(" h=x") && !text.contains(" i="))
        #expect(text.hasSuffix(" j=1 dropped=1"))
    }

    @Test("Whatever a value is made of, the line is one line of printable text in which the next field stands alone")
    func mutations() throws {
        let seeds = [#"two "words""#, "é\u{2028}\u{85}", "a=b\\", "🧼\u{1b}[0m"]
        for bytes in Mutations(of: seeds, extra: "\"\\= \n\u{2028}", count: 2000) {
            let text = try line("m", ["v": .bytes(Bytes(copying: bytes)), "z": 1])
            #expect(text.hasPrefix("m v=") && text.hasSuffix(" z=1"))
            #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f ~= $0.value) })
            // Quotes that are not escaped come in one pair at most.
            var (quotes, isEscaped) = (0, false)
            for scalar in text.unicodeScalars {
                if scalar == "\"", !isEscaped { quotes += 1 }
                isEscaped = scalar == "\\" && !isEscaped
            }
            #expect(quotes == 0 || quotes == 2)
        }
    }
}
