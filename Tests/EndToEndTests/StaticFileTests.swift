import Testing

@Suite("Static files")
struct StaticFileTests {
    private let folder: TemporaryFolder
    private let server: RunningServer

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("public/index.html", "<h1>index</h1>".utf8)
        try folder.write("public/style.css", "body {}".utf8)
        try folder.write("public/sub/data.json", "{}".utf8)
        try folder.write("public/empty.txt", [])
        try folder.write("public/a b.txt", "a blank".utf8)
        try folder.write("public/large.bin", [UInt8](repeating: 7, count: 2_500_000))
        try folder.write("secret.txt", "secret".utf8)
        server = try RunningServer(Routes.files(folder.path("public")))
    }

    @Test(
        "a file is served with its type and length",
        arguments: [
            ("/files/index.html", "text/html", 14), ("/files/style.css", "text/css", 7),
            ("/files/sub/data.json", "application/json", 2), ("/files/empty.txt", "text/plain", 0),
            ("/files/a%20b.txt", "text/plain", 7), ("/files/large.bin", "application/octet-stream", 2_500_000),
        ], Depth.allCases)
    func served(file: (path: String, type: String, length: Int), depth: Depth) throws {
        let response = try server.get(file.path, depth)
        #expect(response.status == 200)
        #expect(response["Content-Type"]?.hasPrefix(file.type) == true)
        #expect(response["Content-Length"] == "\(file.length)")
        #expect(response.body.count == file.length)
    }

    @Test("what is not there is a 404", arguments: ["/files/nothing", "/files/sub/nothing.txt", "/files/index.html/x"])
    func missing(path: String) throws {
        #expect(try server.get(path).status == 404)
    }

    @Test(
        "no path leads out of the folder",
        arguments: [
            "/files/../secret.txt", "/files/%2e%2e/secret.txt", "/files/sub/../../secret.txt",
            "/files/..%2fsecret.txt", "/files/%2e%2e%2fsecret.txt", "/files//../secret.txt",
            "/files/sub/..%5c../secret.txt",
            "/files/.%2e/secret.txt", "/files/%00/secret.txt", "/files/sub/%2e%2e/%2e%2e/secret.txt",
        ])
    func traversal(path: String) throws {
        let response = try server.get(path)
        #expect(response.status == 404 || response.status == 400)
        #expect(!response.text.contains("secret\n") && response.text != "secret")
    }

    @Test("a directory is its index.html, or a 404; never a listing")
    func directory() throws {
        let root = try server.get("/files/")
        #expect(root.status == 404 || root.text == "<h1>index</h1>")
        #expect(try server.get("/files/sub/").status == 404)
        #expect(try server.get("/files/sub").status != 200)
    }

    @Test("other methods are a 405 that names those allowed", arguments: ["POST", "PUT", "DELETE"])
    func methods(method: String) throws {
        let client = try RawClient(server, .cleartext)
        try client.send("\(method) /files/index.html HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
        let response = try client.response()
        #expect(response.status == 405)
        #expect(response["Allow"] == "GET, HEAD")
    }
}
