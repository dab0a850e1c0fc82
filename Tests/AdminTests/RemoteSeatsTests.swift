import Testing

@testable import Admin

struct RemoteSeatsTests {
    @Test("Those that nobody knows give way first, of the address with the most, the oldest first")
    func unknown() {
        var seats = RemoteSeats()
        let known = seats.take(1, host: "a")
        let isThere = seats.set(known, .idle)
        #expect(isThere)
        _ = seats.take(2, host: "b")
        _ = seats.take(3, host: "c")
        _ = seats.take(4, host: "c")
        var gone: [Int32?] = []
        for _ in 0..<5 { gone.append(seats.giveWay(leavingMax: 9)) }
        #expect(gone == [3, 2, 4, 1, nil])
        #expect(seats.count == 0)
        #expect(seats.leaving == 4)
    }

    @Test("Who is at work stays, and who has lost its place is told so and leaves once")
    func working() {
        var seats = RemoteSeats()
        let first = seats.take(1, host: "a")
        let second = seats.take(2, host: "a")
        var isThere = seats.set(first, .working)
        #expect(isThere)
        var gone: [Int32?] = [seats.giveWay(leavingMax: 1)]
        isThere = seats.set(second, .working)
        #expect(!isThere)
        gone.append(seats.giveWay(leavingMax: 9))
        isThere = seats.set(first, .idle)
        #expect(isThere)
        // As many are leaving as may.
        gone.append(seats.giveWay(leavingMax: 1))
        seats.leave(second)
        #expect(seats.leaving == 0)
        gone.append(seats.giveWay(leavingMax: 1))
        #expect(gone == [2, nil, nil, 1])
        seats.leave(first)
        #expect(seats.leaving == 0 && seats.count == 0)
    }
}
