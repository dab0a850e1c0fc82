extension ABTemplate {
    static let tests = #"""
        import Swiftlet
        import SwiftletTesting
        import Testing

        @testable import {{module}}

        /// A shop that says which variant it was told.
        private let shop = OriginDouble.answering { request in .text(request.headers["X-Variant"] ?? "none") }

        private func respond(
            _ headers: KeyValuePairs<StaticString, String>, host: TestHost = TestHost(origins: ["shop": shop])
        ) throws -> Response {
            try host.respond(to: Request("/", headers: Headers(headers)), with: {{type}}())
        }

        @Test("A new visitor gets a cookie, and with it the same variant again", arguments: 0..<20 as Range<UInt64>)
        func sticky(seed: UInt64) throws {
            let host = TestHost(origins: ["shop": shop], seed: seed)
            let first = try respond([:], host: host)
            let cookie = try #require(first.headers[.setCookie])
            let pair = try #require(cookie.split(separator: ";").first)
            #expect(pair.hasPrefix("ab-checkout="))

            let second = try respond(["Cookie": "theme=dark; \(pair)"], host: host)
            #expect(try second.body.text() == first.body.text())
            #expect(second.headers[.setCookie] == nil, "who has it gets no other cookie")
            #expect(host.logged.count == 1, "and is counted once")
        }

        @Test("A user has the same variant in every browser", arguments: ["ada", "bob", "eve"])
        func user(name: String) throws {
            let one = try respond(["X-User": name, "Cookie": "browser=1"])
            let other = try respond(["X-User": name, "Cookie": "browser=2"])
            #expect(try one.body.text() == other.body.text())
        }

        @Test("Shop and browser are told the same variant, and caches that there are two")
        func told() throws {
            let response = try respond(["X-User": "ada"])
            #expect(try response.headers["X-Variant"] == response.body.text())
            #expect(response.headers[.vary] == "Cookie")
        }

        @Test("About as many visitors have each variant as should")
        func share() throws {
            let fast = try (0..<2000).count { try respond(["X-User": "user-\($0)"]).body.text() == "fast" }
            #expect(abs(fast - 1000) < 100)
        }

        @Test("A browser cannot choose its variant by naming one")
        func forgery() throws {
            let told = try respond(["X-User": "ada"]).body.text()
            let wanted = told == "fast" ? "control" : "fast"
            #expect(try respond(["X-User": "ada", "X-Variant": wanted]).body.text() == told)
            #expect(try respond(["X-User": "ada", "X-Experiment": "checkout=\(wanted);guess"]).body.text() == told)
        }

        @Test("Who knows the secret can", arguments: ["control", "fast"])
        func override(variant: String) throws {
            let host = TestHost(origins: ["shop": shop], variables: ["QA_SECRET": "s3cret"])
            let response = try respond(["X-Experiment": "checkout=\(variant);s3cret"], host: host)
            #expect(try response.body.text() == variant)
            #expect(response.headers[.setCookie] == nil && host.logged.isEmpty, "and is not counted")
        }

        """#
}
