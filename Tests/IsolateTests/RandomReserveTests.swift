import Testing

@testable import Isolate

@Suite("Random bytes for guests")
struct RandomReserveTests {
    private func draw(_ reserve: inout RandomReserve, _ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe bytes.withUnsafeMutableBytes { unsafe reserve.fill($0) }
        return bytes
    }

    @Test("no two draws are alike, over more bytes than the reserve holds")
    func distinct() {
        var reserve = RandomReserve()
        var seen: Set<[UInt8]> = []
        for _ in 0..<2_000 { #expect(seen.insert(draw(&reserve, 16)).inserted) }
    }

    @Test("a draw larger than the reserve gives is filled whole", arguments: [0, 1, 256, 257, 5_000, 65_536])
    func sizes(count: Int) {
        var reserve = RandomReserve()
        let bytes = draw(&reserve, count)
        #expect(bytes.count == count)
        // 256 zero bytes at the end would be a part that was not written.
        if count >= 256 { #expect(bytes.suffix(256).contains { $0 != 0 }) }
    }
}
