internal import CUV
internal import Glibc

/// Wakes a thread that polls descriptors, from any thread. Closed with its owner. Sendable: nothing changes after `init`.
package final class WakePipe: Sendable {
    /// Readable once signalled, until drained.
    package let descriptor: Int32
    private let writeEnd: Int32

    /// The corresponding C function is `uv_pipe`.
    package init() throws(LoopError) {
        var ends: [uv_file] = [0, 0]
        let flags = Int32(UV_NONBLOCK_PIPE.rawValue)
        try LoopError.check(unsafe uv_pipe(&ends, flags, flags), "pipe")
        descriptor = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        _ = close(descriptor)
        _ = close(writeEnd)
    }

    /// A pipe that is full wakes as well.
    package func signal() {
        var byte: UInt8 = 1
        _ = unsafe write(writeEnd, &byte, 1)
    }

    package func drain() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe read(descriptor, &bytes, bytes.count) > 0 {}
    }
}
