import Foundation
import Glibc
import Testing

@testable import Server

@Suite("Lines on their way to whoever reads the log")
struct LogSinkTests {
    private func append(_ text: String, to sink: LogSink) {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe sink.append($0) }
    }

    /// Reads a pipe to its end on a thread of its own: the tests' threads block.
    private final class Reader: @unchecked Sendable {
        private let done = DispatchSemaphore(value: 0)
        private var bytes = Data()

        init(_ pipe: Pipe) {
            Thread { [self] in
                bytes = pipe.fileHandleForReading.readDataToEndOfFile()
                done.signal()
            }.start()
        }

        func lines() -> [Substring] {
            done.wait()
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        }
    }

    @Test("every line arrives, in order, whole, from several threads")
    func order() {
        let pipe = Pipe()
        let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        sink.start()
        let reader = Reader(pipe)
        DispatchQueue.concurrentPerform(iterations: 4) { writer in
            for number in 0..<500 { append("writer \(writer) line \(number)\n", to: sink) }
        }
        sink.flush(milliseconds: 10_000)
        try? pipe.fileHandleForWriting.close()
        let lines = reader.lines()
        #expect(lines.count == 2_000)
        for writer in 0..<4 {
            let own = lines.filter { $0.hasPrefix("writer \(writer) ") }
            #expect(own.map(String.init) == (0..<500).map { "writer \(writer) line \($0)" })
        }
    }

    @Test("what a full disk does not take is counted, and said when it takes lines again")
    func fullDisk() throws {
        let pipe = Pipe()
        let descriptor = unsafe open("/dev/full", O_WRONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        let sink = LogSink(descriptor: descriptor)
        for number in 0..<3 { append("lost \(number)\nlost too\n", to: sink) }
        // There is room again.
        try #require(dup2(pipe.fileHandleForWriting.fileDescriptor, descriptor) == descriptor)
        append("first\n", to: sink)
        append("second\n", to: sink)
        close(descriptor)
        try pipe.fileHandleForWriting.close()
        let lines = Reader(pipe).lines()
        try #require(lines.count == 3)
        #expect(lines[0].hasSuffix(" 6 log lines lost: they could not be written: No space left on device"))
        #expect(lines[1...] == ["first", "second"])
    }

    @Test("a line that was cut short is ended before the next")
    func torn() throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        try #require(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
        let sink = LogSink(descriptor: descriptor)
        let long = String(repeating: "x", count: 1 << 20)
        append("whole\n\(long)\n", to: sink)
        var taken = pipe.fileHandleForReading.availableData
        append("next\n", to: sink)
        try pipe.fileHandleForWriting.close()
        taken += pipe.fileHandleForReading.readDataToEndOfFile()
        let lines = String(decoding: taken, as: UTF8.self).split(separator: "\n")
        try #require(lines.count == 4)
        #expect(lines[0] == "whole")
        #expect(lines[1].count < long.count && lines[1].allSatisfy { $0 == "x" })
        #expect(lines[2].contains(" 1 log lines lost: they could not be written: "))
        #expect(lines[3] == "next")
    }

    @Test("nobody reads: appending goes on, what does not fit is counted and said when somebody does")
    func fullPipe() {
        let pipe = Pipe()
        let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        sink.start()
        sink.limit(bytes: 64 << 10)
        let line = String(repeating: "x", count: 1_023) + "\n"
        // The pipe takes 64 KiB, the thread holds some, the sink 64 KiB: the rest is lost.
        for _ in 0..<4_096 { append(line, to: sink) }
        let reader = Reader(pipe)
        sink.flush(milliseconds: 10_000)
        try? pipe.fileHandleForWriting.close()
        let lines = reader.lines()
        let written = lines.count { $0.first == "x" }
        let lost = lines.filter { $0.contains("log lines lost") }.compactMap { line in
            line.split(separator: " ").firstIndex(of: "log").flatMap { Int(line.split(separator: " ")[$0 - 1]) }
        }
        #expect(written < 4_096 && written > 0)
        #expect(written + lost.reduce(0, +) == 4_096, "each line was written or counted")
    }
}
