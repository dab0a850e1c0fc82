import Glibc

/// Looks every few milliseconds whether `condition` holds. Throws after `Socket.patience`: a guard, never an
/// expectation.
func waitUntil(_ what: @autoclosure () -> String, _ condition: () throws -> Bool) throws {
    for _ in 0..<(Socket.patience * 200) {
        if try condition() { return }
        usleep(5_000)
    }
    throw EndToEndError("waited \(Socket.patience) s in vain until \(what())")
}
