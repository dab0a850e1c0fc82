import Glibc
import Testing

@testable import Loop

@Suite struct WakePipeTests {
    private func isReadable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) == 1
    }

    @Test("a signal is there until it is drained, however often it was given")
    func signals() throws {
        let pipe = try WakePipe()
        #expect(!isReadable(pipe.descriptor))
        // More than a pipe holds: nobody is held up by a reader that sleeps.
        for _ in 0..<70_000 { pipe.signal() }
        #expect(isReadable(pipe.descriptor))
        pipe.drain()
        #expect(!isReadable(pipe.descriptor))
        pipe.signal()
        #expect(isReadable(pipe.descriptor))
    }

    @Test("a signal from another thread wakes one that polls")
    func threads() throws {
        let pipe = try WakePipe()
        let thread = try LoopThread { pipe.signal() }
        var entry = pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0)
        #expect(unsafe poll(&entry, 1, 10_000) == 1)
        thread.join()
    }
}
