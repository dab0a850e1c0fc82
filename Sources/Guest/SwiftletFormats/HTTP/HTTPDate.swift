/// A moment, to the second, as fields of HTTP have it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
public struct HTTPDate: Hashable, Sendable {
    /// Since 1970-01-01 UTC. From year 1 to year 9999: beyond there is no text for it.
    public let secondsSinceEpoch: Int64

    private static var earliest: Int64 { -62_135_596_800 }
    private static var latest: Int64 { 253_402_300_799 }

    /// Seconds beyond the years that have a text become the first or the last of those.
    public init(secondsSinceEpoch: Int64) {
        self.secondsSinceEpoch = Swift.min(Swift.max(secondsSinceEpoch, HTTPDate.earliest), HTTPDate.latest)
    }

    /// This moment and so many seconds more.
    public func adding(seconds: Int64) -> HTTPDate {
        let (sum, overflow) = secondsSinceEpoch.addingReportingOverflow(seconds)
        return HTTPDate(secondsSinceEpoch: overflow ? (seconds < 0 ? .min : .max) : sum)
    }

    /// As IMF-fixdate, the one form that is written.
    @export(interface)
    public var bytes: Bytes {
        // Days count from a Monday, year 1 of a Gregorian calendar without end, so that nothing is negative.
        let seconds = secondsSinceEpoch - HTTPDate.earliest
        let (days, time) = seconds.quotientAndRemainder(dividingBy: 86400)
        let date = CivilDate(days: days)
        var text = BytesBuilder(capacity: 29)
        text.append(HTTPDate.name(Int(days % 7), of: HTTPDate.weekdays))
        text.append(", ")
        text.append(decimal: date.day, width: 2)
        text.append(UInt8(ascii: " "))
        text.append(HTTPDate.name(Int(date.month) - 1, of: HTTPDate.months))
        text.append(UInt8(ascii: " "))
        text.append(decimal: date.year, width: 4)
        text.append(UInt8(ascii: " "))
        text.append(decimal: time / 3600, width: 2)
        text.append(UInt8(ascii: ":"))
        text.append(decimal: time / 60 % 60, width: 2)
        text.append(UInt8(ascii: ":"))
        text.append(decimal: time % 60, width: 2)
        text.append(" GMT")
        return text.finish()
    }

    public var text: String { bytes.text }

    package var year: Int64 { CivilDate(days: (secondsSinceEpoch - HTTPDate.earliest) / 86400).year }

    /// Three letters each.
    static var weekdays: StaticString { "MonTueWedThuFriSatSun" }
    static var months: StaticString { "JanFebMarAprMayJunJulAugSepOctNovDec" }

    private static func name(_ index: Int, of names: StaticString) -> Bytes {
        Bytes(names).slice(index * 3..<index * 3 + 3)
    }
}

extension HTTPDate: Comparable, CustomStringConvertible {
    public static func < (one: HTTPDate, other: HTTPDate) -> Bool {
        one.secondsSinceEpoch < other.secondsSinceEpoch
    }

    public var description: String { text }
}

extension HTTPDate {
    /// `date` and a time of day; nil where there is no such.
    init?(_ date: CivilDate, hour: Int64, minute: Int64, second: Int64) {
        // 60: a leap second, of which this count knows nothing.
        guard date.isValid, hour < 24, minute < 60, second <= 60 else { return nil }
        let time = hour * 3600 + minute * 60 + Swift.min(second, 59)
        self.init(secondsSinceEpoch: HTTPDate.earliest + date.days * 86400 + time)
    }
}

/// A day of the Gregorian calendar, from year 1 on.
struct CivilDate {
    let year: Int64
    let month: Int64
    let day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that is `days`, not negative, after the first of January of year 1.
    init(days: Int64) {
        // Years begin in March here: the leap day is then a year's last. 306 days from March to January.
        let shifted = days + 306
        let era = shifted / 146_097
        let ofEra = shifted % 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        day = ofYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since the first of January of year 1.
    var days: Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear - 306
    }

    var isValid: Bool {
        guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1 else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        switch month {
        case 2: return day <= (isLeap ? 29 : 28)
        case 4, 6, 9, 11: return day <= 30
        default: return day <= 31
        }
    }
}
