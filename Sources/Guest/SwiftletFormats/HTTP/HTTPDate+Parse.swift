extension HTTPDate {
    /// Reads each of the three forms of RFC 9110 section 5.6.7; nil for any other text, and for days and times that
    /// are none. The name of the weekday must be one; whether it is right is not looked at.
    ///
    /// - Parameter now: Decides the century of the form that has two digits of the year.
    public init?(_ text: Bytes, now: @autoclosure () -> HTTPDate) {
        var reader = DateReader(text)
        guard reader.name(of: HTTPDate.weekdays) != nil else { return nil }
        if reader.skip(", ") {
            self.init(fixed: &reader)
        } else if reader.skip(" ") {
            self.init(asctime: &reader)
        } else {
            self.init(rfc850: &reader, now: now())
        }
    }

    /// `06 Nov 1994 08:49:37 GMT`.
    private init?(fixed reader: inout DateReader) {
        guard let day = reader.number(2), reader.skip(" "), let month = reader.name(of: HTTPDate.months),
            reader.skip(" "), let year = reader.number(4), reader.skip(" "), let time = reader.time(),
            reader.skip(" GMT"), reader.isAtEnd
        else { return nil }
        self.init(
            CivilDate(year: year, month: month, day: day), hour: time.hour, minute: time.minute, second: time.second)
    }

    /// `Nov  6 08:49:37 1994`.
    private init?(asctime reader: inout DateReader) {
        guard let month = reader.name(of: HTTPDate.months), reader.skip(" "),
            let day = reader.skip(" ") ? reader.number(1) : reader.number(2), reader.skip(" "),
            let time = reader.time(), reader.skip(" "), let year = reader.number(4), reader.isAtEnd
        else { return nil }
        self.init(
            CivilDate(year: year, month: month, day: day), hour: time.hour, minute: time.minute, second: time.second)
    }

    /// `day, 06-Nov-94 08:49:37 GMT`: the rest of the weekday's name comes first.
    private init?(rfc850 reader: inout DateReader, now: HTTPDate) {
        guard
            reader.skip("day") || reader.skip("sday") || reader.skip("nesday") || reader.skip("rsday")
                || reader.skip("urday"), reader.skip(", "), let day = reader.number(2), reader.skip("-"),
            let month = reader.name(of: HTTPDate.months), reader.skip("-"), let digits = reader.number(2),
            reader.skip(" "), let time = reader.time(), reader.skip(" GMT"), reader.isAtEnd
        else { return nil }
        let century = now.year / 100 * 100
        // More than 50 years in the future is the most recent year in the past with those digits.
        let year = century + digits > now.year + 50 ? century + digits - 100 : century + digits
        self.init(
            CivilDate(year: year, month: month, day: day), hour: time.hour, minute: time.minute, second: time.second)
    }
}

/// The parts of a date's text. What does not fit is left where it is.
private struct DateReader {
    private let text: Bytes
    private var position = 0

    init(_ text: Bytes) {
        self.text = text
    }

    var isAtEnd: Bool { position == text.count }

    @inline(never)
    mutating func skip(_ literal: StaticString) -> Bool {
        let end = position + literal.utf8CodeUnitCount
        guard end <= text.count, text.slice(position..<end) == literal else { return false }
        position = end
        return true
    }

    /// A number of exactly so many digits.
    @inline(never)
    mutating func number(_ digits: Int) -> Int64? {
        guard position + digits <= text.count else { return nil }
        var number: Int64 = 0
        for index in position..<position + digits {
            guard text[index].isDigit else { return nil }
            number = number * 10 + Int64(text[index] & 15)
        }
        position += digits
        return number
    }

    /// One of `names`, of three letters each: its number, counted from 1.
    @inline(never)
    mutating func name(of names: StaticString) -> Int64? {
        let names = Bytes(names)
        guard position + 3 <= text.count else { return nil }
        let name = text.slice(position..<position + 3)
        var start = 0
        while start < names.count {
            if names.slice(start..<start + 3) == name {
                position += 3
                return Int64(start / 3 + 1)
            }
            start += 3
        }
        return nil
    }

    @inline(never)
    mutating func time() -> (hour: Int64, minute: Int64, second: Int64)? {
        guard let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2) else {
            return nil
        }
        return (hour, minute, second)
    }
}
