import Testing

@testable import Server

@Suite("Who gets the next slice")
struct RunQueueTests {
    private let queue = RunQueue(laneCount: 4)

    private func seat(_ lane: Int) -> RunQueue.Seat {
        let seat = RunQueue.Seat()
        seat.lane = lane
        return seat
    }

    /// Serves the queue `turns` times; each seat takes what its lane takes and, unless it is done, queues again.
    private func serve(_ turns: Int, takes: [Int: UInt64], again: Bool) -> [Int] {
        var served: [Int] = []
        for _ in 0..<turns {
            guard let seat = queue.next() else { break }
            served.append(seat.lane)
            if again { queue.append(seat) }
            queue.charge(seat.lane, nanoseconds: takes[seat.lane] ?? 1)
        }
        return served
    }

    @Test("within a lane first come, first served")
    func order() {
        let seats = (0..<3).map { _ in seat(1) }
        for seat in seats { queue.append(seat) }
        for seat in seats { #expect(queue.next() === seat) }
        #expect(queue.isEmpty && queue.next() == nil)
    }

    @Test("lanes get equal time, however many wait in them")
    func equalTime() {
        let seats = (0..<100).map { _ in seat(1) } + [seat(2)]
        for seat in seats { queue.append(seat) }
        let served = serve(1000, takes: [1: 1_000_000, 2: 1_000_000], again: true)
        #expect(served.count { $0 == 2 } == 500)
    }

    @Test("who takes little is served often")
    func littleTime() {
        let seats = [seat(1), seat(2)]
        for seat in seats { queue.append(seat) }
        let served = serve(1100, takes: [1: 1_000_000, 2: 100_000], again: true)
        #expect((990...1010).contains(served.count { $0 == 2 }))
    }

    @Test("a newcomer goes before those that have had their time, behind one slice at most")
    func newcomer() {
        let loops = (0..<50).map { _ in seat(1) }
        for seat in loops { queue.append(seat) }
        _ = serve(200, takes: [1: 1_000_000], again: true)
        let newcomer = seat(2)
        queue.append(newcomer)
        let served = serve(2, takes: [1: 1_000_000, 2: 3_000], again: false)
        #expect(served.contains(2))
    }

    @Test("time that a lane did not use is not saved up")
    func noCredit() {
        let loops = (0..<10).map { _ in seat(1) }
        for seat in loops { queue.append(seat) }
        _ = serve(1000, takes: [1: 1_000_000], again: true)
        let late = (0..<10).map { _ in seat(2) }
        for seat in late { queue.append(seat) }
        let served = serve(100, takes: [1: 1_000_000, 2: 1_000_000], again: true)
        #expect((49...51).contains(served.count { $0 == 2 }), "it has half from now on, not all until it has caught up")
    }

    @Test("one that leaves is not served, wherever it waits", arguments: 0..<5)
    func leaves(place: Int) {
        let seats = (0..<5).map { _ in seat(1) }
        for seat in seats { queue.append(seat) }
        queue.remove(seats[place])
        queue.remove(seats[place])
        #expect(queue.count == 4 && !seats[place].isQueued)
        for seat in seats where seat !== seats[place] { #expect(queue.next() === seat) }
        #expect(queue.isEmpty)
        queue.append(seats[place])
        #expect(queue.next() === seats[place])
    }

    @Test("one that waits already keeps its place")
    func twice() {
        let seats = [seat(1), seat(1)]
        queue.append(seats[0])
        queue.append(seats[1])
        queue.append(seats[0])
        #expect(queue.count == 2 && queue.next() === seats[0] && queue.next() === seats[1] && queue.isEmpty)
    }
}
