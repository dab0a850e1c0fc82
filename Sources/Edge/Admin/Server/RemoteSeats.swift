/// Connections over TCP and what they are doing: who gives way when all places are taken.
///
/// Whoever has not shown who it is has a place only as long as nobody else wants one, and then whoever waits for its
/// client's next request. A value, behind the server's mutex.
struct RemoteSeats {
    enum Doing: Sendable {
        /// It shakes hands, or sends a request that has not shown yet who it is.
        case greeting
        /// A request of somebody known is being answered.
        case working
        /// Known, and between two requests.
        case idle
    }

    private struct Seat {
        var descriptor: Int32
        var host: String
        var doing = Doing.greeting
    }

    /// By when it came.
    private var seats: [Int: Seat] = [:]
    private var last = 0
    /// Connections whose place somebody else has, and whose threads have not ended yet.
    private(set) var leaving = 0

    var count: Int { seats.count }

    /// Gives a place to a connection, and tells which.
    mutating func take(_ descriptor: Int32, host: String) -> Int {
        last += 1
        seats[last] = Seat(descriptor: descriptor, host: host)
        return last
    }

    /// False: its place is somebody else's by now.
    mutating func set(_ number: Int, _ doing: Doing) -> Bool {
        guard seats[number] != nil else { return false }
        seats[number]?.doing = doing
        return true
    }

    /// Its descriptor is about to be closed.
    mutating func leave(_ number: Int) {
        if seats.removeValue(forKey: number) == nil { leaving -= 1 }
    }

    /// Takes the place of one that may lose it: the descriptor, which is open until that one has left. Nil: all are at
    /// work, or too many are leaving already.
    ///
    /// Of those that nobody knows, the address with the most gives, and of its own the oldest: whoever comes in crowds
    /// drives out itself. Without those, who has been idle for longest.
    mutating func giveWay(leavingMax: Int) -> Int32? {
        guard leaving < leavingMax, let number = unknown() ?? oldest(where: { $0.doing == .idle }),
            let seat = seats.removeValue(forKey: number)
        else { return nil }
        leaving += 1
        return seat.descriptor
    }

    private func unknown() -> Int? {
        var counts: [String: Int] = [:]
        for seat in seats.values where seat.doing == .greeting { counts[seat.host, default: 0] += 1 }
        guard let most = counts.values.max() else { return nil }
        return oldest { $0.doing == .greeting && counts[$0.host] == most }
    }

    private func oldest(where isMeant: (Seat) -> Bool) -> Int? {
        seats.filter { isMeant($0.value) }.keys.min()
    }
}
