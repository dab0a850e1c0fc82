import Testing

@testable import TLS

/// Streams of records of every kind, whole and in pieces.
@Suite struct RecordPiecesTests {
    private enum End: Equatable { case none, closed, broken(TLSAlert), told(UInt8) }

    /// Numbers that are the same at each run.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) | (state << 31)
        }
    }

    @Test("whatever comes, in pieces and through any room it is what it is whole", arguments: 0..<300 as Range<UInt64>)
    func pieces(seed: UInt64) throws {
        var dice = Dice(state: seed)
        let stream = try stream(&dice)
        var reader = try Sender.reader()
        let whole = try read(&reader, [stream], room: 100_000)
        var pieces: [[UInt8]] = []
        var rest = stream[...]
        while !rest.isEmpty {
            let count =
                Bool.random(using: &dice)
                ? Int.random(in: 1...40, using: &dice) : Int.random(in: 1...9_000, using: &dice)
            pieces.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        reader = try Sender.reader()
        let cut = try read(&reader, pieces, room: Int.random(in: 1...20_000, using: &dice))
        #expect(cut.text == whole.text)
        #expect(cut.end == whole.end)
    }

    /// Data, mostly; sometimes what a client may say besides, what it may not, and bytes that are changed.
    private func stream(_ dice: inout Dice) throws -> [UInt8] {
        let sender = try Sender()
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...12, using: &dice) {
            switch Int.random(in: 0..<20, using: &dice) {
            case 0: bytes += try sender.record(21, [1, [0, 90, 40].randomElement(using: &dice) ?? 0])
            case 1, 2:
                let message: [UInt8] = [24, 0, 0, 1, UInt8.random(in: 0...1, using: &dice)]
                let cut = Int.random(in: 1...4, using: &dice)
                bytes += try sender.record(22, Array(message[..<cut]))
                bytes += try sender.record(22, Array(message[cut...]), padding: 3)
                try sender.changeKey()
            case 3: bytes += try sender.record(UInt8.random(in: 0...255, using: &dice), [24, 0, 0])
            case 4: bytes += try sender.data([])
            default:
                let count = Int.random(in: 1...[5, 500, 16_384].randomElement(using: &dice)!, using: &dice)
                let text = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
                bytes += try sender.data(text, padding: Bool.random(using: &dice) ? 0 : min(9, 16_384 - count))
            }
        }
        if Int.random(in: 0..<4, using: &dice) == 0 { bytes[Int.random(in: bytes.indices, using: &dice)] ^= 4 }
        return bytes
    }

    private func read(
        _ reader: inout RecordReader, _ pieces: [[UInt8]], room: Int
    ) throws -> (text: [UInt8], end: End) {
        var text: [UInt8] = []
        for piece in pieces {
            do throws(RecordFault) {
                guard try Vector.append(&reader, piece, room: room, to: &text) else { return (text, .closed) }
            } catch {
                switch error {
                case .broken(let alert, _): return (text, .broken(alert))
                case .told(let alert): return (text, .told(alert))
                }
            }
        }
        return (text, .none)
    }
}
