import Testing

@testable import HTTP

@Suite struct HTTPDateTests {
    @Test("known moments are written and read back")
    func known() {
        let moments: [(Int64, String)] = [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"), (1_795_251_600, "Sat, 21 Nov 2026 09:00:00 GMT"),
        ]
        for (seconds, text) in moments {
            #expect(written(seconds) == text)
            #expect(parsed(text) == seconds)
        }
    }

    @Test("every day of seventy years survives writing and reading")
    func everyDay() {
        for day in Int64(7_000)..<33_000 {
            let seconds = day * 86_400 + (day & 0xFFFF)
            guard parsed(written(seconds)) != seconds else { continue }
            Issue.record("\(seconds): \(written(seconds))")
        }
    }

    @Test("anything but a valid IMF-fixdate is none")
    func invalid() {
        let texts = [
            "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
        ]
        for text in texts {
            #expect(parsed(text) == nil, "\(text)")
        }
    }

    @Test("moments beyond four-digit years are clamped")
    func clamped() {
        #expect(written(.max) == "Fri, 31 Dec 9999 23:59:59 GMT")
        #expect(written(.min) == "Mon, 01 Jan 0001 00:00:00 GMT")
    }

    private func written(_ seconds: Int64) -> String {
        var output = ByteBuffer()
        output.appendDate(unixSeconds: seconds)
        return output.text
    }

    private func parsed(_ text: String) -> Int64? {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe HTTPDate.parse($0) }
    }
}
