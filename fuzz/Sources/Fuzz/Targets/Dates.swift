internal import HTTP
internal import SwiftletFormats

extension Target {
    /// The SDK and the host read and write the same dates.
    static let dates = Target(name: "dates", about: "HTTP dates, of the SDK and of the host") { given in
        let input = given.bytes
        let now = SwiftletFormats.HTTPDate(secondsSinceEpoch: 784_111_777)
        let read = SwiftletFormats.HTTPDate(input, now: now)
        let host = unsafe HTTP.HTTPDate.parse(given.buffer)
        if let read {
            check(read)
            let isFixed = input.count > 3 && input[3] == UInt8(ascii: ",")
            // The host knows one form, and years since 1601; a leap second is the next second there.
            if isFixed, read.secondsSinceEpoch > -11_644_473_600 {
                expect(host != nil, "the host does not take \(input.text)")
            }
            if let host {
                let difference = host - read.secondsSinceEpoch
                expect(difference == 0 || difference == 1 && input[23] == UInt8(ascii: "6"), "\(host) is not \(read)")
            }
        }
        let seconds = Int64(bitPattern: given.word(at: 0))
        check(SwiftletFormats.HTTPDate(secondsSinceEpoch: seconds))
        // Within the years that have a text, and a little more.
        check(SwiftletFormats.HTTPDate(secondsSinceEpoch: seconds >> 25))
        _ = now.adding(seconds: seconds)
    }

    private static func check(_ date: SwiftletFormats.HTTPDate) {
        let text = date.bytes
        expect(SwiftletFormats.HTTPDate(text, now: date) == date, "\(date) changes")
        var buffer = ByteBuffer()
        buffer.appendDate(unixSeconds: date.secondsSinceEpoch)
        expect(unsafe buffer.readable.elementsEqual(text), "the host writes \(date) differently")
    }
}
