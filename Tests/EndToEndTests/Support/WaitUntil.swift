import Glibc

/// Looks every few milliseconds whether `condition` holds. Throws after `Socket.patience`: a guard, never an
/// expectation.
func waitUntil(
    seconds: Int = Socket.patience, _ what: @autoclosure () -> String, _ condition: () throws -> Bool
) throws {
    for _ in 0..<(seconds * 200) {
        if try condition() { return }
        usleep(5_000)
    }
    throw EndToEndError("waited \(seconds) s in vain until \(what())")
}
