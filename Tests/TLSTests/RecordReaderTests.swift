import Testing

@testable import TLS

@Suite struct RecordReaderTests {
    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) } }

    @Test("records that are cut at any byte are read as if they were not")
    func cut() throws {
        let length = try Sender().data("first").count * 2
        for position in 0...length {
            let sender = try Sender()
            var reader = try Sender.reader()
            let records = try sender.data("first") + sender.data("again")
            #expect(records.count == length)
            var text = try #require(try Vector.read(&reader, Array(records[..<position])))
            let isDrained = reader.isDrained
            #expect(isDrained == (position % (length / 2) == 0), "cut at \(position)")
            text += try #require(try Vector.read(&reader, Array(records[position...])))
            #expect(text == Array("firstagain".utf8), "cut at \(position)")
        }
    }

    @Test("a byte at a time is enough, and nothing is kept when it is all there")
    func bytewise() throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        var text: [UInt8] = []
        for byte in try sender.data("slow") + sender.data(bytes(3_000)) {
            text += try #require(try Vector.read(&reader, [byte]))
        }
        #expect(text == Array("slow".utf8) + bytes(3_000))
        let isDrained = reader.isDrained
        #expect(isDrained)
    }

    @Test(
        "a buffer of any size gets everything in order", arguments: [1, 7, 100, 16_383, 16_384, 16_385, 20_000, 70_000])
    func room(size: Int) throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        let records =
            try sender.data("a") + sender.data(bytes(16_384)) + sender.data([]) + sender.data(bytes(16_384))
            + sender.data("b")
        #expect(try Vector.read(&reader, records, room: size) == [97] + bytes(16_384) + bytes(16_384) + [98])
        let isDrained = reader.isDrained
        #expect(isDrained)
    }

    @Test("one read takes all records that have room")
    func several() throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        let records = try sender.data("one") + sender.data("two") + sender.data("three")
        #expect(try Vector.readOnce(&reader, records) == Array("onetwothree".utf8))
    }

    @Test("padding is taken away", arguments: [1, 2, 100, 16_000])
    func padding(count: Int) throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        #expect(try Vector.read(&reader, sender.data(Array("text".utf8), padding: count)) == Array("text".utf8))
        #expect(try Vector.read(&reader, sender.data([0, 1, 0, 0], padding: count)) == [0, 1, 0, 0])
    }

    @Test("a long row of records that carry nothing is refused, a short one is not")
    func empty() throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        for _ in 0..<3 {
            for _ in 0..<32 { #expect(try Vector.read(&reader, sender.data([])) == []) }
            #expect(try Vector.read(&reader, sender.data("x")) == [120])
        }
        for _ in 0..<32 { #expect(try Vector.read(&reader, sender.data([], padding: 9)) == []) }
        try refuses(&reader, sender.data([]), .unexpectedMessage)
    }

    @Test("close_notify is the end, whatever follows it; what was before it is read")
    func closeNotify() throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        let records = try sender.data("last") + sender.record(21, [1, 0]) + sender.data("nobody's") + [1, 2, 3]
        #expect(try Vector.readOnce(&reader, records) == Array("last".utf8))
        for _ in 1...2 {
            let isDrained = reader.isDrained
            #expect(!isDrained)
            #expect(try Vector.readOnce(&reader, []) == nil)
        }
    }

    @Test("user_canceled says nothing, any other alert is the end, with its number", arguments: [10, 40, 80, 109])
    func alerts(number: UInt8) throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        #expect(try Vector.read(&reader, sender.record(21, [1, 90]) + sender.data("x")) == [120])
        do {
            _ = try Vector.read(&reader, sender.record(21, [2, number]))
            Issue.record("it was read")
        } catch let fault as RecordFault {
            guard case .told(number) = fault else { return record("\(fault)") }
        }
    }

    @Test("a changed record is refused, wherever the change is, and nothing is read after it")
    func tampered() throws {
        let length = try Sender().data("text").count
        for position in 5..<length {
            let sender = try Sender()
            var reader = try Sender.reader()
            var record = try sender.data("text")
            record[position] ^= 1
            try refuses(&reader, record, .badRecordMAC)
            try refuses(&reader, sender.data("more"), .badRecordMAC)
        }
    }

    @Test("a record that comes again, or before another, is refused")
    func replayed() throws {
        let sender = try Sender()
        let (first, second) = (try sender.data("one"), try sender.data("two"))
        var reader = try Sender.reader()
        try refuses(&reader, second, .badRecordMAC)
        reader = try Sender.reader()
        #expect(try Vector.read(&reader, first) != nil)
        try refuses(&reader, first, .badRecordMAC)
    }

    @Test(
        "headers that cannot be are refused before anything follows them",
        arguments: [
            ([20, 3, 3, 0, 1], TLSAlert.unexpectedMessage), ([21, 3, 3, 0, 2], .unexpectedMessage),
            ([22, 3, 3, 0, 40], .unexpectedMessage), ([24, 3, 3, 0, 40], .unexpectedMessage),
            ([0, 0, 0, 0, 0], .unexpectedMessage), ([23, 3, 3, 0, 0], .badRecordMAC),
            ([23, 3, 3, 0, 16], .badRecordMAC),
            ([23, 3, 3, 65, 1], .recordOverflow), ([23, 3, 3, 255, 255], .recordOverflow),
        ] as [([UInt8], TLSAlert)])
    func headers(header: [UInt8], alert: TLSAlert) throws {
        var reader = try Sender.reader()
        try refuses(&reader, header, alert)
        reader = try Sender.reader()
        try refuses(&reader, header + [UInt8](repeating: 0, count: 300), alert)
        // Also in two pieces.
        reader = try Sender.reader()
        #expect(try Vector.read(&reader, Array(header[..<3])) == [])
        try refuses(&reader, Array(header[3...]), alert)
    }

    @Test("the version that a header claims is nobody's business, but is authenticated")
    func version() throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        var record = try sender.data("text")
        record[2] = 1
        try refuses(&reader, record, .badRecordMAC)
    }

    @Test("a record of 2^14 bytes and its type is read, one more is not, were it padding")
    func overflow() throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        #expect(try Vector.read(&reader, sender.data(bytes(16_384)))?.count == 16_384)
        #expect(try Vector.read(&reader, sender.data(bytes(16_380), padding: 4))?.count == 16_380)
        try refuses(&reader, sender.data(bytes(16_380), padding: 5), .recordOverflow)
        reader = try Sender.reader()
        try refuses(&reader, Sender().data(bytes(16_385)), .recordOverflow)
    }

    @Test(
        "records whose inside cannot be are refused",
        arguments: [
            (0, [], TLSAlert.unexpectedMessage), (0, [0, 0, 0], .unexpectedMessage), (20, [1], .unexpectedMessage),
            (24, [1], .unexpectedMessage), (255, [1], .unexpectedMessage), (21, [], .unexpectedMessage),
            (21, [1], .decodeError), (21, [1, 0, 1], .decodeError), (22, [], .unexpectedMessage),
        ] as [(UInt8, [UInt8], TLSAlert)])
    func insides(type: UInt8, content: [UInt8], alert: TLSAlert) throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        #expect(try Vector.read(&reader, sender.data("x")) == [120])
        try refuses(&reader, sender.record(type, content), alert)
    }
}

/// The reader refuses these bytes, for which the peer gets that alert, and whatever follows them.
func refuses(_ reader: inout RecordReader, _ bytes: [UInt8], _ alert: TLSAlert) throws {
    for bytes in [bytes, []] {
        do {
            let read = try Vector.read(&reader, bytes)
            Issue.record("read: \(String(describing: read))")
        } catch let fault as RecordFault {
            guard case .broken(alert, _) = fault else { return record("\(fault) instead of \(alert)") }
        }
    }
}

private func record(_ what: String) { Issue.record(Comment(rawValue: what)) }
