import Testing

@testable import Server

@Suite("When requests are turned away, by the delay of those that wait")
struct DelayControlTests {
    private func control() -> DelayControl { DelayControl(target: 100, interval: 500) }

    /// Observes `delay` every `step` milliseconds within the times; the last change.
    @discardableResult
    private func feed(
        _ control: inout DelayControl, _ delay: UInt64, _ times: Range<UInt64>, every step: UInt64 = 10
    ) -> [DelayControl.Change] {
        stride(from: times.lowerBound, to: times.upperBound, by: Int(step)).map {
            control.observe(delay, now: $0)
        }.filter { $0 != .none }
    }

    @Test("delays up to the target are nobody's trouble, for as long as they like")
    func short() {
        var control = control()
        #expect(feed(&control, 100, 0..<100_000) == [])
        #expect(!control.isShedding)
    }

    @Test("a delay that stands for an interval is too long, and the smallest of it is told")
    func standing() {
        var control = control()
        #expect(feed(&control, 300, 1_000..<1_250) == [])
        #expect(feed(&control, 150, 1_250..<1_500) == [])
        #expect(control.observe(200, now: 1_500) == .started(delay: 150))
        #expect(control.isShedding)
    }

    @Test("one short delay within the interval is enough: noise is not load", arguments: [0, 50, 100] as [UInt64])
    func noise(short: UInt64) {
        var control = control()
        for round in 0..<1_000 as Range<UInt64> {
            let start = round * 490
            #expect(feed(&control, 5_000, start..<start + 480) == [])
            #expect(control.observe(short, now: start + 481) == .none)
        }
        #expect(!control.isShedding)
    }

    @Test("long delays far apart are not one that stands")
    func gaps() {
        var control = control()
        for round in 0..<1_000 as Range<UInt64> { #expect(control.observe(5_000, now: round * 500) == .none) }
        #expect(!control.isShedding)
    }

    @Test("a growing share is turned away, until a delay is short again")
    func share() {
        var control = control()
        feed(&control, 200, 0..<510)
        #expect(control.isShedding && control.level == 1)
        #expect((0..<6).map { _ in control.refuses() } == [true, false, true, false, true, false])
        // After 500, then 500/√2, 500/√3 …
        feed(&control, 200, 510..<1_010)
        #expect(control.level == 2)
        #expect((0..<6).map { _ in control.refuses() } == [true, true, false, true, true, false])
        feed(&control, 200, 1_010..<1_370)
        #expect(control.level == 3)
        feed(&control, 200, 1_370..<1_660)
        #expect(control.level == 4)
        #expect(control.observe(100, now: 1_700) == .ended(refused: 7, milliseconds: 1_200))
        #expect(!control.isShedding)
    }

    @Test("one in a hundred always passes")
    func bound() {
        var control = control()
        feed(&control, 10_000, 0..<1_000_000)
        #expect(control.level == 99)
        #expect((0..<1_000).filter { _ in !control.refuses() }.count == 10)
    }

    @Test("shedding that begins again soon goes on where it was, later at the beginning")
    func memory() {
        var control = control()
        feed(&control, 200, 0..<3_000)
        let level = control.level
        #expect(level > 4)
        _ = control.observe(0, now: 3_000)
        feed(&control, 200, 3_010..<3_520)
        #expect(control.isShedding && control.level == level - 2)
        _ = control.observe(0, now: 3_600)
        feed(&control, 200, 20_000..<20_510)
        #expect(control.isShedding && control.level == 1)
    }
}
