import COpenSSL
import Testing

@testable import TLS

/// Changes of keys after the handshake (RFC 8446 section 4.6.3).
@Suite struct KeyUpdateTests {
    @Test(
        "after it the next key opens what comes, and no other; whether ours is to change is known", arguments: [0, 1])
    func changed(asks: UInt8) throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        for _ in 1...3 {
            var records = try sender.data("old") + sender.record(22, [24, 0, 0, 1, asks])
            try sender.changeKey()
            records += try sender.data("new")
            #expect(try Vector.read(&reader, records) == Array("oldnew".utf8))
            let owes = reader.owesKeyUpdate
            #expect(owes == (asks == 1))
        }
    }

    @Test("a record with the old key after it is refused")
    func old() throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        #expect(try Vector.read(&reader, sender.record(22, [24, 0, 0, 1, 0])) == [])
        try refuses(&reader, sender.data("old"), .badRecordMAC)
    }

    @Test("it may come in pieces, each a record")
    func pieces() throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        for byte: UInt8 in [24, 0, 0, 1, 1] { #expect(try Vector.read(&reader, sender.record(22, [byte])) == []) }
        let owes = reader.owesKeyUpdate
        #expect(owes)
        try sender.changeKey()
        #expect(try Vector.read(&reader, sender.data("new")) == Array("new".utf8))
    }

    @Test("nothing else may come between its pieces", arguments: [21, 23] as [UInt8])
    func between(type: UInt8) throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        #expect(try Vector.read(&reader, sender.record(22, [24, 0])) == [])
        try refuses(&reader, sender.record(type, [1, 0]), .unexpectedMessage)
    }

    @Test(
        "messages that cannot be are refused",
        arguments: [
            // Not a change of keys: a ClientHello, a certificate, Finished.
            ([1], TLSAlert.unexpectedMessage), ([11, 0, 0, 0], .unexpectedMessage),
            ([20, 0, 0, 32], .unexpectedMessage),
            ([24, 0, 0, 2, 0], .decodeError), ([24, 0, 0, 0, 24], .decodeError),
            ([24, 255, 255, 255, 0], .decodeError),
            ([24, 0, 0, 1, 2], .illegalParameter), ([24, 0, 0, 1, 255], .illegalParameter),
            // Another message, or the first byte of one, with the old key (section 5.1).
            ([24, 0, 0, 1, 0, 24, 0, 0, 1, 0], .unexpectedMessage), ([24, 0, 0, 1, 0, 24], .unexpectedMessage),
        ] as [([UInt8], TLSAlert)])
    func impossible(message: [UInt8], alert: TLSAlert) throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        try refuses(&reader, sender.record(22, message), alert)
    }

    @Test("a long row of them is refused, with data between them it is not")
    func flood() throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        for count in 1...100 {
            #expect(try Vector.read(&reader, sender.record(22, [24, 0, 0, 1, 1])) == [])
            try sender.changeKey()
            if count % 32 == 0 { #expect(try Vector.read(&reader, sender.data("x")) == [120]) }
        }
        for _ in 0..<28 {
            #expect(try Vector.read(&reader, sender.record(22, [24, 0, 0, 1, 0])) == [])
            try sender.changeKey()
        }
        try refuses(&reader, sender.record(22, [24, 0, 0, 1, 0]), .unexpectedMessage)
    }

    @Test("a client that only listens may change keys as often as it gets data")
    func listening() throws {
        let sender = try Sender()
        var reader = try Sender.reader()
        for count in 1...100 {
            #expect(try Vector.read(&reader, sender.record(22, [24, 0, 0, 1, 0])) == [])
            try sender.changeKey()
            if count % 32 == 0 { reader.hasAnswered() }
        }
    }
}
