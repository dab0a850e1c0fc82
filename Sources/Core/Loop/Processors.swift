internal import CUV

/// Which processors the calling thread runs on.
package enum Processors {
    /// Those that it may run on, by number.
    package static var allowed: [Int32] {
        (0..<Int32(swiftlet_processors_max)).filter { swiftlet_may_run_on($0) == 1 }
    }

    /// From now on it runs there only, as do threads and processes that it makes later. False: the system refused.
    package static func run(on processors: [Int32]) -> Bool {
        unsafe processors.withUnsafeBufferPointer { unsafe swiftlet_run_on($0.baseAddress, Int32($0.count)) == 0 }
    }

    /// Lets the calling thread's waits end to the nanosecond; the system's habit is up to 50 µs late.
    package static func waitExactly() { _ = swiftlet_make_timeouts_exact() }
}
