import Testing

@testable import Server

@Suite("So many a second, evenly")
struct EvenRateTests {
    @Test("the rate holds over seconds, however often somebody asks", arguments: [1, 7, 100, 5000])
    func rate(_ perSecond: Int) {
        let rate = EvenRate(perSecond: perSecond)
        var count = 0
        for now in 1_000_000..<1_010_000 as Range<UInt64> {
            for _ in 0..<20 where rate.take(nowMilliseconds: now) { count += 1 }
        }
        // A tenth of a second's may come at once, at the start.
        #expect(count >= perSecond * 10 - 1 && count <= perSecond * 10 + perSecond / 10 + 1)
    }

    @Test("after a pause no more than a tenth of a second's come at once")
    func burst() {
        let rate = EvenRate(perSecond: 100)
        for pause in [1_000_000, 2_000_000, 90_000_000] as [UInt64] {
            let count = (0..<1000).filter { _ in rate.take(nowMilliseconds: pause) }.count
            #expect(count == 10)
        }
    }

    @Test("a clock that is behind for a moment lets nobody through twice")
    func clocks() {
        let rate = EvenRate(perSecond: 1)
        #expect(rate.take(nowMilliseconds: 5000))
        #expect(!rate.take(nowMilliseconds: 4990))
        #expect(!rate.take(nowMilliseconds: 5500))
        #expect(rate.take(nowMilliseconds: 6000))
    }
}
