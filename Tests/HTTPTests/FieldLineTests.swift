import Testing

@testable import HTTP

@Suite struct FieldLineTests {
    @Test("names and values come out as sent, without the white space around values")
    func fields() {
        let parsed = ParsedRequest(
            request("X-One:1", "x_two: \t two words\t ", "!#$%&'*+-.^_`|~: \u{FF}é", "Empty:", "E2: \t"))
        #expect(
            parsed.fields.dropFirst() == [
                ParsedField(name: "X-One", value: "1", isHopByHop: false),
                ParsedField(name: "x_two", value: "two words", isHopByHop: false),
                ParsedField(name: "!#$%&'*+-.^_`|~", value: "\u{FF}é", isHopByHop: false),
                ParsedField(name: "Empty", value: "", isHopByHop: false),
                ParsedField(name: "E2", value: "", isHopByHop: false),
            ])
    }

    @Test("a malformed field line is a 400 before its end is there")
    func malformed() {
        let lines = [
            "Name", " Name: x", "\tName: x", "Na me: x", "Name : x", "Name\t: x", ": x", "(Name): x", "N\u{0}ame: x",
            "Name: a\u{0}b", "Name: a\u{1}b", "Name: a\u{7F}b", "Name: a\nb", "Name: a\rb", "Näme: x", "Name\n: x",
            "Name: x\r\n folded", "Name: x\r\n\tfolded", "[Name]: x", "\"Name\": x", "Name: a\u{B}b", "Name@: x",
        ]
        for line in lines {
            #expect(ParsedRequest("GET / HTTP/1.1\r\nHost: a\r\n\(line)\r").refusal == 400, "\(line.debugDescription)")
            #expect(ParsedRequest(request(line)).refusal == 400, "\(line.debugDescription)")
        }
    }

    @Test("a control byte is found wherever in a value it stands")
    func controlBytes() {
        let value = String(repeating: "v", count: 70)
        for position in 0..<70 {
            for control: UInt8 in [0, 1, 10, 13, 31, 127] {
                var bytes = Array(request("Name: \(value)").utf8)
                let start = bytes.count - 4 - 70
                bytes[start + position] = control
                #expect(ParsedRequest(bytes).refusal == 400)
            }
            var tabbed = Array(request("Name: \(value)").utf8)
            tabbed[tabbed.count - 4 - 70 + position] = 9
            #expect(ParsedRequest(tabbed).isComplete)
        }
    }

    @Test("a byte that no name may hold is found wherever in a name it stands")
    func nameBytes() {
        let name = String(repeating: "n", count: 40)
        let separators = Array("()<>@,;\\\"/[]?={} \t".utf8) + [0, 10, 13, 127, 128, 255]
        for position in 0..<40 {
            for separator in separators {
                var bytes = Array(request("\(name): v").utf8)
                bytes[bytes.count - 7 - 40 + position] = separator
                #expect(ParsedRequest(bytes).refusal == 400)
            }
        }
    }

    @Test("an empty line ends the head only as CR LF")
    func emptyLine() {
        let head = "GET / HTTP/1.1\r\nHost: a\r\n"
        #expect(ParsedRequest(head + "\r\n").isComplete)
        #expect(ParsedRequest(head + "\n").refusal == 400)
        #expect(ParsedRequest(head + "\r\r").refusal == 400)
        #expect(ParsedRequest("GET / HTTP/1.1\nHost: a\n\n").refusal == 400)
    }

    @Test("a table entry has the layout that guests read")
    func layout() {
        #expect(MemoryLayout<HeadField>.size == 16)
        #expect(MemoryLayout<HeadField>.stride == 16)
        #expect(MemoryLayout<HeadField>.offset(of: \.valueOffset) == 4)
        #expect(MemoryLayout<HeadField>.offset(of: \.valueLength) == 8)
        #expect(MemoryLayout<HeadField>.offset(of: \.nameLength) == 12)
        #expect(MemoryLayout<HeadField>.offset(of: \.name) == 14)
        #expect(MemoryLayout<HeadField>.offset(of: \.flags) == 15)
    }

    @Test("a head finds its fields by well-known name")
    func first() throws {
        let bytes = Array(request("Cookie: a=1", "Cookie: b=2").utf8)
        var head = RequestHead()
        try unsafe withGuarded(bytes) { guarded throws(ProtocolError) in
            _ = try unsafe head.parse(guarded)
            let cookie = head.first(.cookie).map { unsafe ParsedField($0, guarded) }
            #expect(cookie?.value == "a=1")
            #expect(head.first(.range) == nil)
            #expect(head.first(.other) == nil)
        }
    }
}
