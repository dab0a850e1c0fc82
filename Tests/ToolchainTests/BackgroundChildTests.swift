import Glibc
import Testing

@testable import Toolchain

@Suite("Programs that run beside this one")
struct BackgroundChildTests {
    private func isThere(_ process: Int32) -> Bool { kill(process, 0) == 0 }

    @Test("the line that is waited for is found among others, on either stream, and the program goes on")
    func line() throws {
        let child = try BackgroundChild(["/bin/sh", "-c", "echo a; echo b is ready >&2; echo c; exec sleep 60"])
        #expect(child.line(containing: "ready", within: 20_000) == "b is ready")
        #expect(child.line(containing: "c", within: 20_000) == "c")
        #expect(isThere(child.id))
        child.end()
        #expect(!isThere(child.id))
    }

    @Test("a program that ends, or never says it, is told from one that does; what it said is known")
    func never() throws {
        let ending = try BackgroundChild(["/bin/sh", "-c", "echo it went wrong; exit 3"])
        #expect(ending.line(containing: "ready", within: 20_000) == nil)
        #expect(ending.said == ["it went wrong"])
        let silent = try BackgroundChild(["/bin/sleep", "60"])
        #expect(silent.line(containing: "ready", within: 100) == nil)
        #expect(isThere(silent.id))
    }

    @Test(
        "what became of it is known as soon as it has ended, and what it said before",
        arguments: [
            ("echo it went wrong; exit 3", "ended with 3"), ("echo it went wrong; exit 0", "ended with 0"),
            ("echo it went wrong; kill -9 $$", "was ended by signal 9 (Killed)"),
            ("echo it went wrong; kill -6 $$", "was ended by signal 6 (Aborted)"),
        ])
    func ending(script: String, expected: String) throws {
        let child = try BackgroundChild(["/bin/sh", "-c", script])
        var ending: String?
        for _ in 0..<1000 where ending == nil {
            ending = child.ending
            if ending == nil { usleep(20_000) }
        }
        #expect(ending == expected)
        #expect(child.said == ["it went wrong"])
        child.end()
        #expect(child.ending == expected)
        let running = try BackgroundChild(["/bin/sleep", "60"])
        #expect(running.ending == nil)
        running.end()
        #expect(running.ending == "was ended by signal 9 (Killed)")
    }

    @Test("who is let go of is ended, with what it has started")
    func group() throws {
        var child: BackgroundChild? = try BackgroundChild(["/bin/sh", "-c", "sleep 60 & echo $!; wait"])
        let line = try #require(child?.line(containing: "", within: 20_000))
        let grandchild = try #require(Int32(line))
        let process = try #require(child?.id)
        #expect(isThere(grandchild))
        child = nil
        #expect(!isThere(process))
        // It belongs to init now, which looks after it in its own time.
        for _ in 0..<200 where isRunning(grandchild) { usleep(20_000) }
        #expect(!isRunning(grandchild))
    }

    /// Neither gone nor a zombie.
    private func isRunning(_ process: Int32) -> Bool {
        let file = unsafe open("/proc/\(process)/stat", O_RDONLY)
        guard file >= 0 else { return false }
        defer { _ = close(file) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe read(file, &bytes, bytes.count)
        guard count > 0 else { return false }
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        return !(text.split(separator: ")").last?.hasPrefix(" Z") ?? true)
    }

    @Test("one that prints without end keeps its last lines, and never waits for room")
    func flood() throws {
        let child = try BackgroundChild([
            "/bin/sh", "-c", "i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; echo done",
        ])
        #expect(child.line(containing: "done", within: 20_000) == "done")
        #expect(child.said.count == 40)
        #expect(child.said.last == "done")
    }

    @Test("a program that is not there is told")
    func missing() {
        #expect(throws: ToolchainError.self) { try BackgroundChild(["/nowhere/at/all"]) }
    }
}
