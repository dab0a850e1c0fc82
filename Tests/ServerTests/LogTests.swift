import Foundation
import Glibc
import Logging
import Testing

@testable import Server

@Suite struct LogTests {
    /// What `body` logs, without the times.
    private func lines(_ level: Logger.Level, _ body: (Logger) -> Void) -> [String] {
        let pipe = Pipe()
        let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let handler = StandardErrorLog(level: level, sink: sink)
        var logger = Logger(label: "test", factory: { _ in handler })
        logger[metadataKey: "loop"] = "3"
        body(logger)
        sink.flush()
        try? pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.isEmpty || text.hasSuffix("\n"))
        return text.split(separator: "\n").map { line in
            let form = line.prefix(25).map { $0.isNumber ? "0" : String($0) }.joined()
            #expect(form == "0000-00-00T00:00:00.000Z ")
            return String(line.dropFirst(25))
        }
    }

    @Test("an entry is one line: time, level, message, fields by name")
    func entry() {
        let found = lines(.info) { $0.warning("worker failed", metadata: ["worker": "bff", "cause": "out of memory"]) }
        #expect(found == ["warning worker failed cause=\"out of memory\" loop=3 worker=bff"])
    }

    @Test("entries below the level are left out")
    func level() {
        let found = lines(.notice) {
            $0.info("no")
            $0.notice("yes")
        }
        #expect(found == ["notice yes loop=3"])
    }

    @Test("what others wrote cannot forge a line or a field")
    func escaped() {
        let found = lines(.info) { $0.error("a\nb\u{1B}[0m\r\u{7F}", metadata: ["x": "1\" y=2"]) }
        #expect(found == ["error a\\nb\\x1b[0m\\x0d\\x7f loop=3 x=\"1\\\" y=2\""])
    }
}
