import Foundation
import Glibc
import HTTP
import Testing

@testable import Server

@Suite struct StaticFilesTests {
    private let fixture: ConfigFixture
    private let files: StaticFiles

    init() throws {
        fixture = try ConfigFixture()
        try fixture.write("public/app.min.JS", "run()")
        try fixture.write("public/a b.txt", "blank")
        try fixture.write("public/.secret", "no")
        try fixture.write("public/.well-known/acme", "token")
        try fixture.write("public/.git/config", "no")
        try fixture.write("public/empty/x", "")
        try fixture.write("outside/secret.txt", "no")
        let manager = FileManager.default
        let root = fixture.directory + "/public"
        try manager.createSymbolicLink(atPath: root + "/out.txt", withDestinationPath: "../outside/secret.txt")
        try manager.createSymbolicLink(atPath: root + "/out", withDestinationPath: fixture.directory + "/outside")
        try manager.createSymbolicLink(atPath: root + "/in.html", withDestinationPath: "index.html")
        try manager.createSymbolicLink(
            atPath: root + "/empty/index.html", withDestinationPath: "../../outside/secret.txt")
        files = StaticFiles(root: root, pattern: try RoutePattern(parsing: "*/assets/*"))
    }

    /// Looks up, and gives the open file if one was found.
    private func find<Result>(
        _ path: String, _ files: StaticFiles, _ body: (consuming StaticFiles.Lookup) -> Result
    ) -> Result {
        unsafe Array(path.utf8).withUnsafeBytes { unsafe body(files.find($0)) }
    }

    /// What is found: the file's text, "301" or "404".
    private func get(_ path: String, _ files: StaticFiles? = nil) -> String {
        find(path, files ?? self.files) { lookup in
            switch consume lookup {
            case .notFound: return "404"
            case .directory: return "301"
            case .found(let file):
                let size = file.size
                let handle = FileHandle(fileDescriptor: file.takeDescriptor(), closeOnDealloc: true)
                let data = handle.readDataToEndOfFile()
                #expect(data.count == size)
                return String(decoding: data, as: UTF8.self)
            }
        }
    }

    @Test("files below the directory are found, escapes undone")
    func found() {
        #expect(get("/assets/index.html") == "<h1>hello</h1>\n")
        #expect(get("/assets/app.min.JS") == "run()")
        #expect(get("/assets/a%20b.txt") == "blank")
        #expect(get("/assets/%61pp.min.JS") == "run()")
        #expect(get("/assets/.well-known/acme") == "token")
        #expect(get("/assets/in.html") == "<h1>hello</h1>\n")
    }

    @Test("a directory gives its index.html, or wants its slash")
    func directories() {
        #expect(get("/assets/") == "<h1>hello</h1>\n")
        #expect(get("/assets/empty") == "301")
        #expect(get("/assets/.well-known/") == "404")
    }

    @Test(
        "what is not below the directory is not there",
        arguments: [
            "../cert.pem", "..", "%2e%2e/cert.pem", "empty/../../cert.pem", "..%2Fcert.pem", "empty%2Fx", ".secret",
            ".git/config", "out.txt", "out/secret.txt", "out/", "empty/", "absent", "index.html/", "index.html/x",
            "index.html%00", "%", "%4", "%zz", "/etc/passwd", "app.min.js",
        ])
    func notFound(_ path: String) {
        #expect(get("/assets/" + path) == "404")
    }

    @Test("a path longer than the system takes is not there")
    func long() {
        #expect(get("/assets/" + String(repeating: "a/", count: 5000)) == "404")
        #expect(get("/assets/" + String(repeating: "a", count: 300)) == "404")
    }

    @Test("an exact pattern gives its one file")
    func single() throws {
        let file = StaticFiles(
            root: fixture.directory + "/public/index.html", pattern: try RoutePattern(parsing: "*/start"))
        #expect(get("/start", file) == "<h1>hello</h1>\n")
    }

    @Test("a root that is a link may be pointed elsewhere while serving")
    func swapped() throws {
        let link = fixture.directory + "/current"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "public")
        let files = StaticFiles(root: link, pattern: try RoutePattern(parsing: "*/*"))
        #expect(get("/index.html", files) == "<h1>hello</h1>\n")
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "demo")
        #expect(get("/user.json", files) == "{}\n")
        #expect(get("/out.txt", files) == "404")
    }

    @Test("a pipe does not hold the server")
    func pipe() {
        let made = unsafe mkfifo(fixture.directory + "/public/pipe", 0o600)
        #expect(made == 0)
        #expect(get("/assets/pipe") == "404")
    }

    @Test(
        "the content type follows the name",
        arguments: [
            ("index.html", "text/html; charset=utf-8"), ("a.HTM", "text/html; charset=utf-8"),
            ("a.json", "application/json"),
            ("a.tar.gz", "application/gzip"), ("x/y.webmanifest", "application/manifest+json"),
            ("a.css", "text/css; charset=utf-8"), ("noextension", "application/octet-stream"),
            ("a.html/file", "application/octet-stream"), ("a.", "application/octet-stream"),
            ("", "application/octet-stream"),
            ("a.aaaaaaaahtml", "application/octet-stream"),
        ])
    func types(_ name: String, _ type: String) {
        let found = unsafe Array(name.utf8).withUnsafeBytes { unsafe ContentType.of(fileName: $0) }
        #expect("\(found)" == type)
    }

    @Test("a client that has the file already is told so")
    func notModified() throws {
        let path = fixture.directory + "/public/index.html"
        var times = [timespec(tv_sec: 784_111_777, tv_nsec: 5), timespec(tv_sec: 784_111_777, tv_nsec: 5)]
        let changed = unsafe utimensat(AT_FDCWD, path, &times, 0)
        #expect(changed == 0)
        #expect(isNotModified("\"f-2ebc98a1-5\"", nil))
        #expect(isNotModified("\"a\", W/\"f-2ebc98a1-5\"", nil))
        #expect(isNotModified("*", nil))
        #expect(!isNotModified("\"f-2ebc98a1-6\"", nil))
        #expect(!isNotModified("f-2ebc98a1-5", nil))
        #expect(!isNotModified("\"f-2ebc98a1-5", nil))
        #expect(isNotModified(nil, "Sun, 06 Nov 1994 08:49:37 GMT"))
        #expect(isNotModified(nil, "Sun, 06 Nov 1994 08:49:38 GMT"))
        #expect(!isNotModified(nil, "Sun, 06 Nov 1994 08:49:36 GMT"))
        #expect(!isNotModified(nil, "yesterday"))
        #expect(!isNotModified("\"other\"", "Sun, 06 Nov 1994 08:49:37 GMT"))
        #expect(!isNotModified(nil, nil))
    }

    private func isNotModified(_ ifNoneMatch: String?, _ ifModifiedSince: String?) -> Bool {
        find("/assets/index.html", files) { lookup in
            guard case .found(let file) = consume lookup else { return false }
            return unsafe Array((ifNoneMatch ?? "").utf8).withUnsafeBytes { tags in
                unsafe Array((ifModifiedSince ?? "").utf8).withUnsafeBytes { date in
                    unsafe file.isNotModified(
                        ifNoneMatch: ifNoneMatch == nil ? nil : tags,
                        ifModifiedSince: ifModifiedSince == nil ? nil : date)
                }
            }
        }
    }
}
