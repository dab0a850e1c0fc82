import HTTP
import Testing

@testable import Server

@Suite("A browser that wants a page to show")
struct NavigationRequestTests {
    private func isNavigation(_ fields: String, method: String = "GET") throws -> Bool {
        var head = RequestHead()
        return try unsafe Array("\(method) / HTTP/1.1\r\nHost: h\r\n\(fields)\r\n".utf8).withUnsafeBytes { bytes in
            _ = try unsafe head.parse(bytes)
            return unsafe head.isNavigation(bytes)
        }
    }

    @Test(
        "is known by its fields",
        arguments: [
            "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nAccept: */*\r\n",
            "sec-fetch-dest: document\r\nSEC-FETCH-MODE: navigate\r\n",
            "Accept: text/html,application/xhtml+xml\r\n", "Accept: TEXT/HTML\r\n",
        ])
    func navigation(_ fields: String) throws {
        #expect(try isNavigation(fields))
        #expect(try isNavigation(fields, method: "HEAD"))
    }

    @Test(
        "is not a program, a script or an image",
        arguments: [
            "", "Accept: */*\r\n", "Accept: application/json, text/html\r\n",
            "Sec-Fetch-Mode: cors\r\nAccept: text/html\r\n", "Sec-Fetch-Dest: image\r\nAccept: text/html\r\n",
        ])
    func others(_ fields: String) throws {
        #expect(try !isNavigation(fields))
    }

    @Test("sends no form: what it posts must reach the worker")
    func posts() throws {
        #expect(try !isNavigation("Sec-Fetch-Mode: navigate\r\nContent-Length: 0\r\n", method: "POST"))
    }
}
