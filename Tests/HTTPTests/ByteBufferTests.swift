import Testing

@testable import HTTP

@Suite struct ByteBufferTests {
    @Test("bytes come out in the order they went in, whatever is consumed between")
    func order() {
        var buffer = ByteBuffer()
        var expected: [UInt8] = []
        var next: UInt8 = 0
        for round in 0..<500 {
            for _ in 0..<(round * 7 % 61) {
                buffer.append(byte: next)
                expected.append(next)
                next &+= 1
            }
            let taken = min(buffer.count, round * 5 % 53)
            buffer.consume(taken)
            expected.removeFirst(taken)
            let same = unsafe buffer.readable.elementsEqual(expected)
            #expect(same && buffer.count == expected.count)
        }
    }

    @Test("memory is reused while there is room, kept by clear and given back by release")
    func memory() {
        var buffer = ByteBuffer(capacity: 1000)
        #expect(buffer.capacity == 1000)
        for _ in 0..<100 {
            _ = unsafe buffer.reserve(400)
            buffer.commit(400)
            buffer.consume(400)
        }
        #expect(buffer.capacity == 1000)
        buffer.append("x")
        buffer.clear()
        #expect(buffer.isEmpty && buffer.capacity == 1000)
        buffer.release()
        #expect(buffer.isEmpty && buffer.capacity == 0)
        buffer.append("again")
        #expect(buffer.text == "again")
    }

    @Test("reserving gives at least what was asked for and keeps what is there")
    func reserve() {
        var buffer = ByteBuffer()
        buffer.append("kept")
        let room = unsafe buffer.reserve(10_000).count
        #expect(room >= 10_000)
        #expect(buffer.text == "kept")
        buffer.removeLast(1)
        #expect(buffer.text == "kep")
    }

    @Test("numbers are written as text")
    func numbers() {
        var buffer = ByteBuffer()
        for value in [0, 7, 10, 99, 100, 12_345, Int.max, -1, Int.min] {
            buffer.append(decimal: value)
            buffer.append(byte: 32)
        }
        buffer.append(decimal: UInt64.max)
        #expect(
            buffer.text
                == "0 7 10 99 100 12345 9223372036854775807 -1 -9223372036854775808 18446744073709551615")
        buffer.clear()
        for value: UInt64 in [0, 1, 15, 16, 255, 256, 0xDEAD_BEEF, .max] {
            buffer.append(hex: value)
            buffer.append(byte: 32)
        }
        #expect(buffer.text == "0 1 f 10 ff 100 deadbeef ffffffffffffffff ")
    }
}
