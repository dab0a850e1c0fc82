internal import HTTP
internal import Loop
internal import TLS

/// The connections to one target, and the book of the load that goes over them. One thread; `close` ends it.
package final class LoadPool {
    package let target: LoadTarget
    let request: LoadRequest
    /// Each request on a connection of its own, with a full handshake.
    package let opensConnections: Bool
    package let connectionsMax: Int
    /// Nanoseconds from the moment when a request was given to a connection.
    private let timeout: UInt64
    private let scratch: LoadScratch
    /// Replaced for each measurement, when nothing is under way.
    package var book: OpenLoop
    /// Ready for a request; the one that has waited longest first, so that all are used.
    private var free: [LoadConnection] = []
    private var open: [ObjectIdentifier: LoadConnection] = [:]
    /// Since when there is a connection to be had, without a break: what was due later and went out late is the
    /// generator's fault.
    private(set) var freeSince: UInt64 = 0
    private(set) var busyCount = 0
    /// Of the last connection that failed before it carried a request.
    private(set) var connectFailure: String?

    package init(
        target: LoadTarget, request: LoadRequest, connections: Int, opensConnections: Bool, timeout: Duration,
        generator: LoadGenerator, book: OpenLoop
    ) {
        self.target = target
        self.request = request
        self.opensConnections = opensConnections
        connectionsMax = min(max(1, connections), LoadLimits.connectionsMax)
        self.timeout = UInt64(timeout / .nanoseconds(1))
        scratch = generator.scratch
        self.book = book
    }

    var hasRoom: Bool { !free.isEmpty || open.count < connectionsMax }

    package var openCount: Int { open.count }

    var freeCount: Int { free.count }

    /// Gives what waits to connections, as long as there are any.
    func sendWaiting(now: UInt64) {
        while hasRoom, let due = book.take() {
            if due >= freeSince { book.sent(due: due, now: now) }
            guard let connection = free.isEmpty ? connect(failing: due) : free.removeFirst() else { continue }
            busyCount += 1
            connection.send(due: due, now: now)
        }
    }

    func forgetFailure() { connectFailure = nil }

    /// Opens one more, for no request yet. False: there are enough, or none can be made.
    func openAhead() -> Bool {
        open.count < connectionsMax && connect(failing: nil) != nil
    }

    private func connect(failing due: UInt64?) -> LoadConnection? {
        let connection = LoadConnection(pool: self, scratch: scratch)
        do throws(LoopError) {
            try connection.open()
        } catch {
            noteFailure(due, "\(error)")
            return nil
        }
        open[ObjectIdentifier(connection)] = connection
        return connection
    }

    /// Ends requests that have taken longer than they may.
    func expire(now: UInt64) {
        for connection in open.values {
            if let request = connection.request, now &- request.sentAt > timeout, now > request.sentAt {
                connection.fail("timeout", waited: true)
            }
        }
    }

    /// Ends whatever is under way: it counts with the time that it has taken so far.
    func abandon(now: UInt64) {
        book.abandonWaiting(now: now)
        for connection in open.values where connection.request != nil {
            connection.fail("not answered in time", waited: true)
        }
    }

    package func close() {
        for connection in Array(open.values) { connection.drop() }
    }

    // MARK: from connections

    func isFree(_ connection: LoadConnection) {
        noteRoom()
        free.append(connection)
    }

    func answered(_ due: UInt64, status: Int, body: [UInt8]) {
        busyCount -= 1
        let now = MonotonicClock.now
        if let kind = request.expectation.failure(status: status, body: body) {
            book.failed(due: due, kind)
        } else {
            book.answered(due: due, now: now)
        }
    }

    func failed(_ due: UInt64?, _ kind: String, waited: Bool) {
        if due != nil { busyCount -= 1 }
        noteFailure(due, kind, waited: waited)
    }

    func isGone(_ connection: LoadConnection) {
        noteRoom()
        open[ObjectIdentifier(connection)] = nil
        free.removeAll { $0 === connection }
    }

    private func noteFailure(_ due: UInt64?, _ kind: String, waited: Bool = false) {
        guard let due else {
            connectFailure = kind
            return
        }
        book.failed(due: due, kind, waitedUntil: waited ? MonotonicClock.now : nil)
    }

    private func noteRoom() {
        if !hasRoom { freeSince = MonotonicClock.now }
    }
}
