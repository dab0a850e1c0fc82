import Testing

@testable import Swiftlet

@Suite struct HTTPDateTests {
    static let cases: [(Int64, String)] = [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (1_767_225_599, "Wed, 31 Dec 2025 23:59:59 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"), (-62_135_596_800, "Mon, 01 Jan 0001 00:00:00 GMT"),
        (68_169_600, "Tue, 29 Feb 1972 00:00:00 GMT"), (2_147_483_648, "Tue, 19 Jan 2038 03:14:08 GMT"),
    ]

    @Test("A moment is written as IMF-fixdate, and read back", arguments: cases)
    func fixdate(seconds: Int64, text: String) {
        #expect(HTTPDate(secondsSinceEpoch: seconds).text == text)
        #expect(HTTPDate(text)?.secondsSinceEpoch == seconds)
    }

    @Test("Every day of four centuries is written and read as the same")
    func everyDay() {
        for day in stride(from: Int64(-110_000), to: 47_000, by: 1) {
            let date = HTTPDate(secondsSinceEpoch: day * 86400 + 45_296)
            #expect(HTTPDate(date.bytes) == date)
        }
    }

    @Test("The two old forms are read")
    func oldForms() {
        #expect(HTTPDate("Sunday, 06-Nov-94 08:49:37 GMT")?.secondsSinceEpoch == 784_111_777)
        #expect(HTTPDate("Sun Nov  6 08:49:37 1994")?.secondsSinceEpoch == 784_111_777)
        #expect(HTTPDate("Sun Nov 16 08:49:37 1994")?.secondsSinceEpoch == 784_975_777)
        for day in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] {
            #expect(HTTPDate("\(day), 06-Nov-94 08:49:37 GMT") != nil)
        }
    }

    @Test("Two digits of a year mean at most 50 years from now")
    func century() {
        let now = HTTPDate("Sat, 21 Nov 2026 00:00:00 GMT") ?? .now
        func year(_ digits: String) -> Int64? {
            HTTPDate(Bytes(copying: "Friday, 01-Jan-\(digits) 00:00:00 GMT"), now: now)?.year
        }
        #expect(year("76") == 2076 && year("77") == 1977 && year("26") == 2026 && year("00") == 2000)
    }

    @Test("A second 60 is the one before it; a weekday that is wrong is not looked at")
    func lenience() {
        #expect(HTTPDate("Sat, 31 Dec 2016 23:59:60 GMT") == HTTPDate("Mon, 31 Dec 2016 23:59:59 GMT"))
    }

    @Test(
        "What is no date is refused",
        arguments: [
            "", "Sun", "Sun, ", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37 GMT ", " Sun, 06 Nov 1994 08:49:37 GMT", "sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT",
            "Sun, 29 Feb 2023 08:49:37 GMT", "Sun, 29 Feb 1900 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 23:60:00 GMT", "Sun, 06 Nov 1994 23:59:61 GMT",
            "Sun, 06 Nov 0000 08:49:37 GMT", "Sun, 06 Nov -994 08:49:37 GMT", "Son, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Okt 1994 08:49:37 GMT", "0", "1994-11-06T08:49:37Z", "Sun Nov 6 08:49:37 1994",
            "Sundays, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT\u{0}",
        ])
    func refused(text: String) {
        #expect(HTTPDate(text) == nil)
    }

    @Test("Moments beyond the years of four digits are the last or the first of those")
    func bounds() {
        #expect(HTTPDate(secondsSinceEpoch: .max).text == "Fri, 31 Dec 9999 23:59:59 GMT")
        #expect(HTTPDate(secondsSinceEpoch: .min).text == "Mon, 01 Jan 0001 00:00:00 GMT")
        #expect(HTTPDate(secondsSinceEpoch: 0).adding(seconds: .max) == HTTPDate(secondsSinceEpoch: .max))
        #expect(HTTPDate(secondsSinceEpoch: 5).adding(seconds: -5).secondsSinceEpoch == 0)
    }

    @Test("What is read from any text is written as a date that reads the same")
    func fuzz() {
        let seeds = ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        var dates = 0
        for bytes in Mutations(of: seeds, extra: "0123456789 :,-GMT") {
            guard let date = HTTPDate(Bytes(copying: bytes)) else { continue }
            dates += 1
            #expect(HTTPDate(date.bytes) == date)
        }
        #expect(dates > 0)
    }
}
