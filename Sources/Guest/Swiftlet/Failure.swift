internal import CWorkerABI
internal import SwiftletFormats

#if arch(wasm32)
    // Embedded Swift leaves the texts of these out of what it compiles with optimisation. Of two functions of one name and
    // type Swift takes the one that is not its own: where Swiftlet is imported these are called, and the text goes to the
    // host, which shows it with the trap. A native build has Swift's own, which print it.

    /// Ends the request: the client gets a 500, the log the message.
    public func fatalError(
        _ message: @autoclosure () -> String = "", file: StaticString = #fileID, line: UInt = #line
    ) -> Never {
        trap("fatalError", message(), file, line)
    }

    /// Ends the request unless `condition` holds: the client gets a 500, the log the message.
    @inline(__always)
    public func precondition(
        _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String = "",
        file: StaticString = #fileID, line: UInt = #line
    ) {
        guard condition() else { trap("precondition failed", message(), file, line) }
    }

    /// Ends the request: the client gets a 500, the log the message.
    public func preconditionFailure(
        _ message: @autoclosure () -> String = "", file: StaticString = #fileID, line: UInt = #line
    ) -> Never {
        trap("precondition failed", message(), file, line)
    }

    /// The last words: what happened, and where.
    @export(interface)
    func trap(_ what: StaticString, _ message: String, _ file: StaticString, _ line: UInt) -> Never {
        var text = [UInt8](Bytes(what))
        if !message.isEmpty {
            text.append(contentsOf: [UInt8(ascii: ":"), UInt8(ascii: " ")])
            message.withUTF8Bytes { bytes in text.append(contentsOf: bytes.slice(0..<min(bytes.count, 1 << 10))) }
        }
        text.append(contentsOf: [UInt8(ascii: " "), UInt8(ascii: "(")])
        text.append(contentsOf: Bytes(file))
        text.append(UInt8(ascii: ":"))
        var scale: UInt = 1
        while line / scale >= 10 { scale *= 10 }
        while scale > 0 {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: line / scale % 10))
            scale /= 10
        }
        text.append(UInt8(ascii: ")"))
        unsafe text.withUnsafeBufferPointer { buffer in
            unsafe swiftlet_log(SWIFTLET_LOG_FATAL, buffer.baseAddress, UInt32(buffer.count))
        }
        Swift.fatalError()
    }
#endif
