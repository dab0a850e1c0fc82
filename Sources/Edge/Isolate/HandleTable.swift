internal import CWorkerABI
internal import HTTP

/// The subrequests of one isolate by the small numbers that the guest knows them by.
///
/// Handle 1 is the client's request; subrequests start at 2. A handle is never used again within a request.
struct HandleTable {
    private var exchanges: [Exchange] = []
    /// How many have been made for this request.
    private(set) var count = 0
    private(set) var active = 0
    /// Those that the server has not taken yet are the handles from here on.
    private var nextToTake = 0
    private var given: [Int32] = []

    private static let first: Int32 = 2

    /// Bytes of requests that the host keeps for the guest: their origins have not answered.
    var outgoingBytes: Int {
        exchanges.prefix(count).reduce(0) { $0 + ($1.message == nil ? 0 : $1.outgoing.count) }
    }

    /// Makes one and says its handle.
    mutating func open() -> (Int32, Exchange) {
        if count == exchanges.count { exchanges.append(Exchange()) }
        let exchange = exchanges[count]
        exchange.reset()
        exchange.isActive = true
        count += 1
        active += 1
        return (Self.first + Int32(count - 1), exchange)
    }

    subscript(handle: Int32) -> Exchange? {
        let index = Int(handle) - Int(Self.first)
        guard index >= 0, index < count else { return nil }
        return exchanges[index]
    }

    /// One that the server has not taken yet.
    mutating func take() -> (Int32, Exchange)? {
        while nextToTake < count {
            let exchange = exchanges[nextToTake]
            nextToTake += 1
            if case .queued = exchange.phase {
                exchange.phase = .sent
                return (Self.first + Int32(nextToTake - 1), exchange)
            }
        }
        return nil
    }

    /// One has come to its end; harmless twice.
    mutating func ended(_ exchange: Exchange) {
        if exchange.isActive { active -= 1 }
        exchange.isActive = false
    }

    /// The guest gives one up. The server is told if it has heard of it.
    mutating func close(_ handle: Int32) {
        guard let exchange = self[handle] else { return }
        switch exchange.phase {
        case .closed: return
        case .queued, .failed: break
        case .sent, .answered: if !exchange.bodyEnded { given.append(handle) }
        }
        ended(exchange)
        exchange.phase = .closed
        exchange.body.clear()
        exchange.forgetRequest()
    }

    /// The server passes the rest of its response on: to the guest it is closed.
    mutating func handOver(_ handle: Int32) {
        guard let exchange = self[handle] else { return }
        ended(exchange)
        exchange.phase = .closed
        exchange.body.clear()
    }

    mutating func takeClosed() -> Int32? { given.popLast() }

    mutating func reset() {
        guard count > 0 else { return }
        for index in 0..<count { exchanges[index].reset() }
        count = 0
        active = 0
        nextToTake = 0
        given.removeAll(keepingCapacity: true)
    }
}
