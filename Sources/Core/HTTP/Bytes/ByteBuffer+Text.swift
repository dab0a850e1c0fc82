/// Numbers as text, without a `String` between.
///
/// Not generic: a generic function is fast only where the compiler specialises it beyond the target's border, which it need not do.
extension ByteBuffer {
    package mutating func append(decimal value: Int) {
        if value < 0 { append(byte: UInt8(ascii: "-")) }
        append(decimal: UInt64(value.magnitude))
    }

    package mutating func append(decimal value: UInt64) {
        var rest = value
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
    package mutating func append(hex value: UInt64) {
        let rest = value
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

    /// Disfavoured: a literal is to be a `StaticString`. As a `String` it costs 60 instructions more, each time.
    @_disfavoredOverload
    package mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append(UnsafeRawBufferPointer($0)) }
    }
}
