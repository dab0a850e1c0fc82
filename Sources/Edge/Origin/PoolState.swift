/// Decides where a request to an origin goes. Pure: counts in, decisions out; `OriginClient` holds the objects.
package struct PoolState: ~Copyable {
    package enum Decision: Equatable { case reuse, open, wait, refuse }
    package enum Return: Equatable { case keep, close }

    /// Connections that exist: connecting, busy or idle.
    package private(set) var open = 0
    package private(set) var idle = 0
    package private(set) var waiting = 0
    private let openMax: Int
    private let idleMax: Int
    private let waitingMax: Int

    package init(openMax: Int, idleMax: Int, waitingMax: Int) {
        self.openMax = openMax
        self.idleMax = idleMax
        self.waitingMax = waitingMax
    }

    /// A request wants a connection. `fresh`: a pooled one would not do (a retry after a dead one).
    package mutating func request(fresh: Bool) -> Decision {
        if idle > 0, !fresh {
            idle -= 1
            return .reuse
        }
        if open < openMax {
            open += 1
            return .open
        }
        if waiting < waitingMax {
            waiting += 1
            return .wait
        }
        return .refuse
    }

    /// A request that waited was served or gave up.
    package mutating func stoppedWaiting() { waiting -= 1 }

    /// A connection's response is complete and the connection could carry another request.
    package mutating func finished() -> Return {
        guard idle < idleMax else { return .close }
        idle += 1
        return .keep
    }

    /// A connection is gone. True when a waiting request may now open one.
    package mutating func closed(wasIdle: Bool) -> Bool {
        open -= 1
        if wasIdle { idle -= 1 }
        return waiting > 0
    }
}

/// Whether a request that died with its connection may be sent again.
package enum Retry {
    /// RFC 9112 §9.3.1 and RFC 9110 §9.2.2: only on a connection that carried a request before (the origin may have
    /// closed it while idle), only before the first byte of an answer, only idempotent methods, only once, and only when
    /// every byte of the request is still here.
    package static func isSafe(
        onReusedConnection: Bool, answerBegan: Bool, isIdempotent: Bool, wasRetried: Bool, isReplayable: Bool
    ) -> Bool {
        onReusedConnection && !answerBegan && isIdempotent && !wasRetried && isReplayable
    }
}
