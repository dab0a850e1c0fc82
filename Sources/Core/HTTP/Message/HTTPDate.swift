/// Dates as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110 section 5.6.7).
package enum HTTPDate {
    static let length = 29
    private static let secondsPerDay: Int64 = 86_400

    /// Seconds since 1970 in UTC; nil for anything but a valid IMF-fixdate. The two obsolete forms count as none: what
    /// depends on them is then not conditional.
    package static func parse(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard text.count == length, let month = unsafe month(text), unsafe hasPunctuation(text),
            let day = unsafe number(text, 5, 2), let year = unsafe number(text, 12, 4),
            let hour = unsafe number(text, 17, 2), let minute = unsafe number(text, 20, 2),
            let second = unsafe number(text, 23, 2)
        else { return nil }
        // 60 is a leap second.
        guard (1...31).contains(day), hour < 24, minute < 60, second <= 60, year >= 1601 else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        let back = civil(days)
        guard back.day == day, back.month == month else { return nil }
        return days * secondsPerDay + Int64(hour * 3600 + minute * 60 + second)
    }

    private static func hasPunctuation(_ text: UnsafeRawBufferPointer) -> Bool {
        let pattern: StaticString = "***, ** *** **** **:**:** GMT"
        for index in 0..<length {
            let expected = unsafe pattern.utf8Start[index]
            guard unsafe expected == UInt8(ascii: "*") || text[index] == expected else { return false }
        }
        return true
    }

    private static func number(_ text: UnsafeRawBufferPointer, _ start: Int, _ digits: Int) -> Int? {
        var value = 0
        for index in start..<start + digits {
            let digit = unsafe text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    private static func month(_ text: UnsafeRawBufferPointer) -> Int? {
        for month in 1...12 {
            let name = monthName(month)
            if unsafe text[8] == name.utf8Start[0] && text[9] == name.utf8Start[1] && text[10] == name.utf8Start[2] {
                return month
            }
        }
        return nil
    }

    static func monthName(_ month: Int) -> StaticString {
        switch month {
        case 1: "Jan"
        case 2: "Feb"
        case 3: "Mar"
        case 4: "Apr"
        case 5: "May"
        case 6: "Jun"
        case 7: "Jul"
        case 8: "Aug"
        case 9: "Sep"
        case 10: "Oct"
        case 11: "Nov"
        default: "Dec"
        }
    }

    static func weekdayName(_ daysSinceEpoch: Int64) -> StaticString {
        // 1970-01-01 was a Thursday.
        switch ((daysSinceEpoch % 7) + 11) % 7 {
        case 0: "Sun"
        case 1: "Mon"
        case 2: "Tue"
        case 3: "Wed"
        case 4: "Thu"
        case 5: "Fri"
        default: "Sat"
        }
    }

    /// Days from 1970-01-01 to a date of the Gregorian calendar, counted in eras of 400 years that start in March.
    static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }

    /// The reverse.
    static func civil(_ daysSinceEpoch: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = Int(daysSinceEpoch) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

extension ByteBuffer {
    /// An IMF-fixdate. Years 1 to 9999; others come out clamped.
    package mutating func appendDate(unixSeconds: Int64) {
        let seconds = min(max(unixSeconds, -62_135_596_800), 253_402_300_799)
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let time = Int(seconds - days * 86_400)
        let date = HTTPDate.civil(days)
        append(HTTPDate.weekdayName(days))
        append(", ")
        append(twoDigits: date.day)
        append(byte: Byte.space)
        append(HTTPDate.monthName(date.month))
        append(byte: Byte.space)
        append(twoDigits: date.year / 100)
        append(twoDigits: date.year % 100)
        append(byte: Byte.space)
        append(twoDigits: time / 3600)
        append(byte: UInt8(ascii: ":"))
        append(twoDigits: time / 60 % 60)
        append(byte: UInt8(ascii: ":"))
        append(twoDigits: time % 60)
        append(" GMT")
    }
}
