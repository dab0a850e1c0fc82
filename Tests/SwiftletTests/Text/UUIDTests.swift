import SwiftletTesting
import Testing

@testable import Swiftlet

@Suite struct UUIDTests {
    @Test("A text is read in either case and written in lower case")
    func text() {
        let uuid = UUID("F81D4FAE-7dec-11d0-a765-00a0c91e6bf6")
        #expect(uuid?.text == "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
        #expect(uuid?.bytes.hex() == "f81d4fae7dec11d0a76500a0c91e6bf6")
        #expect(uuid?.version == 1)
    }

    @Test(
        "What is no UUID is refused",
        arguments: [
            "", "f81d4fae", "f81d4fae7dec11d0a76500a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf66", "f81d4fae-7dec-11d0-a76500-a0c91e6bf6",
            "g81d4fae-7dec-11d0-a765-00a0c91e6bf6", "{81d4fae-7dec-11d0-a765-00a0c91e6bf}",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bé",
        ])
    func refused(text: String) {
        #expect(UUID(text) == nil)
    }

    @Test("Version 4 is random but for version and variant, and never the same")
    func random() {
        var seen: Set<UUID> = []
        for _ in 0..<1000 {
            let uuid = UUID.v4()
            #expect(uuid.version == 4 && uuid.low >> 62 == 2 && UUID(uuid.text) == uuid)
            seen.insert(uuid)
        }
        #expect(seen.count == 1000)
    }

    @Test("Version 7 begins with the clock's milliseconds and sorts by time")
    func time() throws {
        let worker = Probe { _, _ in .text(UUID.v7().text) }
        let host = TestHost()
        var last = UUID(high: 0, low: 0)
        for step in 0..<50 as Range<Int64> {
            host.unixNanoseconds = 1_767_225_600_123_000_000 + step * 250_000
            let uuid = try #require(UUID(host.respond(to: Request("/"), with: worker).body.text()))
            #expect(uuid.version == 7 && uuid.low >> 62 == 2)
            #expect(uuid.high >> 16 == 1_767_225_600_123 + UInt64(step / 4))
            #expect(last < uuid)
            last = uuid
        }
    }
}
