import Foundation
import Glibc
import Testing

@Suite("Workers that log without end")
struct LogFloodTests {
    private static let sins = Routes.worker(
        "sins", settings: "limits = { log_bytes = \"1MiB\", log_rate = \"4KiB\" }\nquarantine = false")

    @Test("past its rate a worker's lines are dropped and counted, and those about its faults still come")
    func rate() throws {
        let server = try RunningServer(Self.sins + Routes.fixed)
        for _ in 0..<100 { #expect(try server.get("/sins/log-much").status == 200) }
        #expect(try server.get("/sins/out-of-range").status == 500)
        try server.waitUntilPrinted("log lines dropped")
        try server.waitUntilPrinted("elementBeyondTheEnd")
        let line = try #require(server.output.split(separator: "\n").first { $0.contains("log lines dropped") })
        #expect(line.contains("worker sins: ") && line.contains("workers.sins.limits.log_rate"), "\(line)")
        #expect(server.output.utf8.count < 64 << 10)
    }

    @Test("faults without end are counted past the rate, not printed one by one")
    func faults() throws {
        let server = try RunningServer(Self.sins + Routes.fixed)
        for _ in 0..<200 { #expect(try server.get("/sins/out-of-range").status == 500) }
        try server.waitUntilPrinted("lines about faults dropped")
        #expect(server.output.split(separator: "\n").count { $0.contains("elementBeyondTheEnd") } < 100)
    }

    @Test("nobody reads the log: requests are answered all the same, and what was lost is said when somebody does")
    func nobodyReads() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.path("pipe")
        let made = unsafe mkfifo(pipe, 0o600)
        #expect(made == 0)
        // Open for both, so that the server's end opens at once; nobody reads.
        let descriptor = unsafe open(pipe, O_RDWR | O_CLOEXEC)
        defer { close(descriptor) }
        let settings = "limits = { log_bytes = \"1MiB\", log_rate = \"1GiB\" }"
        let server = try RunningServer(
            Routes.worker("sins", settings: settings) + Routes.fixed, limits: "log_buffer = \"64KiB\"", errors: pipe)
        for _ in 0..<100 {
            #expect(try server.get("/sins/log-much").status == 200)
            #expect(try server.get("/fixed").status == 200)
        }
        let reader = FileHandle(fileDescriptor: descriptor)
        var text = ""
        try waitUntil("the loss is said") {
            text += String(decoding: reader.availableData, as: UTF8.self)
            return text.contains("log lines lost") && text.contains("limits.log_buffer")
        }
        server.signal(SIGTERM)
        #expect(server.exitCode() == 0)
    }
}
