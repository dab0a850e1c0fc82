import Swiftlet
import SwiftletTesting
import Testing

@testable import hello

@Test("Everybody is greeted", arguments: ["/", "/anything?x=1"])
func greeting(target: String) throws {
    let response = try Hello().respond(to: Request(target))
    #expect(response.status == .ok)
    #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
    #expect(try response.body.text() == "hello, world\n")
}
