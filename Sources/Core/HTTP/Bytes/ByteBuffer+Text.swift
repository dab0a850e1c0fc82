/// Numbers as text, without a `String` between.
extension ByteBuffer {
    package mutating func append(decimal value: some FixedWidthInteger) {
        var rest = UInt64(truncatingIfNeeded: value)
        if value < 0 {
            append(byte: UInt8(ascii: "-"))
            rest = 0 &- rest
        }
        // 64 bits have at most 20 decimal digits.
        let room = unsafe reserve(20)
        var length = 1
        var power = rest
        while power >= 10 {
            power /= 10
            length += 1
        }
        var index = length
        repeat {
            index -= 1
            unsafe room[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        commit(length)
    }

    /// Lower case, no leading zeros.
    package mutating func append(hex value: some FixedWidthInteger) {
        let rest = UInt64(truncatingIfNeeded: value)
        let length = max(1, (64 - rest.leadingZeroBitCount + 3) / 4)
        let room = unsafe reserve(length)
        for index in 0..<length {
            let digit = UInt8(truncatingIfNeeded: rest >> UInt64((length - 1 - index) * 4)) & 15
            unsafe room[index] = digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &+ digit &- 10
        }
        commit(length)
    }

    /// Two digits, as in dates.
    mutating func append(twoDigits value: Int) {
        append(byte: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / 10 % 10))
        append(byte: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10))
    }

    package mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append(UnsafeRawBufferPointer($0)) }
    }
}
