import HTTP
import Testing

@testable import Server

@Suite struct DateFieldTests {
    private func text(_ buffer: borrowing ByteBuffer) -> String {
        unsafe String(decoding: buffer.readable, as: UTF8.self)
    }

    @Test("the line is a whole field with an IMF-fixdate, also on the loop's first millisecond")
    func form() {
        var date = DateField()
        var out = ByteBuffer()
        date.append(to: &out, now: 0)
        let line = text(out)
        #expect(line.hasPrefix("Date: "))
        #expect(line.hasSuffix(" GMT\r\n"))
        // RFC 9110 section 5.6.7: always 29 letters.
        #expect(line.utf8.count == 6 + 29 + 2)
    }

    @Test("within a second of the loop's clock the same line is appended again")
    func cached() {
        var date = DateField()
        var first = ByteBuffer()
        var second = ByteBuffer()
        date.append(to: &first, now: 5_000)
        date.append(to: &second, now: 5_999)
        #expect(text(first) == text(second))
        date.append(to: &second, now: 9_000)
        #expect(second.count == 2 * first.count)
    }
}
