import Foundation
import Testing

@Suite("curl, as people use it")
struct CurlTests {
    private func curl(_ arguments: String...) throws -> Command {
        try Command(arguments: ["curl", "--silent", "--show-error", "--insecure", "--max-time", "20"] + arguments)
    }

    @Test("a plain GET", arguments: Depth.allCases)
    func get(depth: Depth) throws {
        let server = try RunningServer(Routes.fixed)
        let result = try curl("--write-out", "%{http_code} %{http_version}", server.url(depth, "/fixed"))
        #expect(result.output == "fixed\n200 1.1")
        #expect(result.errors.isEmpty)
    }

    @Test("several URLs use one connection", arguments: Depth.allCases)
    func keepAlive(depth: Depth) throws {
        let server = try RunningServer(Routes.fixed)
        let result = try curl(
            "--write-out", "%{num_connects};", server.url(depth, "/fixed"), server.url(depth, "/other"))
        #expect(result.output == "fixed\n1;the other one\n0;")
    }

    @Test(
        "an upload of 3 MB, with a length and in chunks", arguments: Depth.allCases, ["", "Transfer-Encoding: chunked"])
    func upload(depth: Depth, field: String) throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "\($0.request.body.count)") }
        let server = try RunningServer(origin.proxied())
        let folder = try TemporaryFolder()
        let file = try folder.write("upload.bin", (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 >> 3) })
        let result = try curl("--header", field, "--upload-file", file, server.url(depth, "/upload"))
        #expect(result.output == "3000000")
        #expect(origin.requests.first?.body == [UInt8](try Data(contentsOf: URL(filePath: file))))
    }

    @Test("a download of 4 MiB, byte for byte", arguments: Depth.allCases)
    func download(depth: Depth) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("public/large.bin", (0..<(4 << 20)).map { UInt8(truncatingIfNeeded: $0 >> 5) })
        let server = try RunningServer(Routes.files(folder.path("public")))
        let result = try curl("--output", folder.path("copy"), server.url(depth, "/files/large.bin"))
        #expect(result.exitCode == 0)
        #expect(FileManager.default.contentsEqual(atPath: file, andPath: folder.path("copy")))
    }

    @Test("--head and --fail do what their users expect")
    func headAndFail() throws {
        let server = try RunningServer(Routes.fixed)
        #expect(try curl("--head", server.url(.tls, "/fixed")).output.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(try curl("--fail", server.url(.tls, "/nowhere")).exitCode == 22)
    }
}
