import Testing

@testable import Server

@Suite("Limits are the same while a worker is written")
struct DevelopmentLimitTests {
    private func server(_ isDevelopment: Bool, _ limits: String) throws -> LiveServer {
        try LiveServer(
            answering: "good", worker: "limits = { \(limits) }",
            development: isDevelopment ? Development(symbolizer: nil) { _ in } : nil)
    }

    @Test("a body that is too large is a 500, and a developer is told the key", arguments: [false, true])
    func body(isDevelopment: Bool) throws {
        let server = try server(isDevelopment, "response_body_bytes = 3")
        let answer = try LiveServer.Client(server).get()
        #expect(answer.status == 500)
        #expect(answer.body.contains("workers.one.limits.response_body_bytes = \"3B\"") == isDevelopment)
        server.stop()
    }

    @Test("a request that comes back too often is a 508", arguments: [false, true])
    func loop(isDevelopment: Bool) throws {
        let server = try server(isDevelopment, "concurrency = 2, queue = 1")
        let client = try LiveServer.Client(server)
        #expect(client.get("/", String(repeating: "CDN-Loop: swiftlet\r\n", count: 7)).body == "good")
        #expect(client.get("/", String(repeating: "CDN-Loop: swiftlet\r\n", count: 8)).status == 508)
        server.stop()
    }
}
