import Foundation
import Testing

/// The API's own description, held against a host by schemathesis (PyPI), where that is installed.
@Suite("The admin API and its description")
struct DescriptionTests {
    /// What the tool cannot judge: a tail has no end, a bundle is no text, and without its worker nothing could be asked.
    private static let excluded = ["tail", "deploy", "deleteWorker", "openAPI"]
    private static let token = "hold-me-to-it"

    /// 422 says that a value has the form and no meaning: shares that add up to 99 %, say. No schema can.
    private static let settings = """
        [parameters]
        name = "shop"
        version = "v1"
        [checks.positive_data_acceptance]
        expected-statuses = ["2xx", 401, 403, 404, 409, 422, 503]
        """

    @Test("the host answers what is described as it is described, and refuses what is not")
    func conformance() throws {
        let found = try Command("/bin/sh", "-c", "command -v schemathesis")
        guard found.exitCode == 0 else {
            print("skipped: schemathesis is not installed (pip install schemathesis)")
            return
        }
        let folder = try TemporaryFolder()
        try Certificate.make("localhost", in: folder)
        let digest = try Command("/bin/sh", "-c", "printf %s \(Self.token) | sha256sum").output.prefix(64)
        // Free a moment ago.
        let (socket, port) = try Socket.listen()
        socket.close()
        let host = try DeployingServer(
            .init(
                admin: """
                    listen = "127.0.0.1:\(port)"
                    certificates = [{ certificate = "localhost.pem", key = "localhost.key" }]
                    tokens = [{ name = "fuzzer", sha256 = "\(digest)", scope = "all" }]
                    """), folder: folder)
        for words in ["one", "two"] {
            #expect(try host.admin.deploy("shop", Guest.saying(words)).status == 201)
        }
        let config = try folder.write("schemathesis.toml", Self.settings.utf8)
        let url = "https://127.0.0.1:\(port)"
        // It leaves notes where it runs.
        let told = try Command(
            in: folder.url.path(percentEncoded: false),
            [
                "schemathesis", "--config-file", config, "run", url + "/v1/openapi.json", "--url", url, "--tls-verify",
                folder.path("localhost.pem"), "-H", "Authorization: Bearer \(Self.token)", "--phases",
                "examples,coverage,fuzzing", "-n", "30", "--seed", "1", "--request-timeout", "20",
            ] + Self.excluded.flatMap { ["--exclude-operation-id", $0] })
        #expect(told.exitCode == 0, "\(told.output)\(told.errors)")
        #expect(told.output.contains("Tested: \(21 - Self.excluded.count)"), "\(told.output)")
        #expect(try host.get().status == 200)
    }
}
