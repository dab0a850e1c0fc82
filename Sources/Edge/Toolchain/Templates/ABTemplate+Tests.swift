extension ABTemplate {
    static let tests = #"""
        import Swiftlet
        import SwiftletTesting
        import Testing

        @testable import {{module}}

        /// A shop that says which bucket it was told.
        private let shop = OriginDouble.answering { request in .text(request.headers["X-Bucket"] ?? "none") }

        private func respond(_ headers: Headers, variables: [String: String] = [:]) throws -> Response {
            try {{type}}().respond(to: Request("/", headers: headers), origins: ["shop": shop], variables: variables)
        }

        @Test("A new visitor gets a cookie, and with it the same bucket again", arguments: 1...20)
        func sticky(attempt: Int) throws {
            let first = try respond([:])
            let cookie = try #require(first.headers[.setCookie])
            let pair = try #require(cookie.split(separator: ";").first)
            #expect(pair.hasPrefix("visitor="))

            let second = try respond([.cookie: "theme=dark; \(pair)"])
            #expect(try second.body.text() == first.body.text())
            #expect(second.headers[.setCookie] == nil, "who is known gets no other cookie")
        }

        @Test("A user has the same bucket in every browser", arguments: ["ada", "bob", "eve"])
        func user(name: String) throws {
            var headers: Headers = [.cookie: "visitor=1"]
            headers["X-User"] = name
            let one = try respond(headers)
            headers[.cookie] = "visitor=2"
            let other = try respond(headers)
            #expect(try one.body.text() == other.body.text())
        }

        @Test("Shop and browser are told the same bucket, and caches that there are two")
        func told() throws {
            let response = try respond([.cookie: "visitor=5f2c9a"])
            #expect(try response.headers["X-Bucket"] == response.body.text())
            #expect(response.headers[.vary] == "Cookie")
        }

        @Test("The share is a variable", arguments: [("0", "A"), ("100", "B")])
        func share(percent: String, bucket: String) throws {
            for visitor in ["1", "2", "3", "4", "5"] {
                let response = try respond([.cookie: "visitor=\(visitor)"], variables: ["PERCENT_IN_B": percent])
                #expect(try response.body.text() == bucket)
            }
        }

        @Test("A browser cannot choose its bucket by naming one")
        func forgery() throws {
            var headers: Headers = [.cookie: "visitor=5f2c9a"]
            headers["X-Bucket"] = "C"
            #expect(try respond(headers).body.text() != "C")
        }

        """#

    static let bucketTests = #"""
        import Swiftlet
        import Testing

        @testable import {{module}}

        private func isInB(_ visitor: Int, _ percentInB: Int) -> Bool {
            var headers = Headers()
            headers["X-User"] = "visitor-\(visitor)"
            return Bucket(of: Visitor(Request("/", headers: headers)), percentInB: percentInB) == .b
        }

        @Test("About as many visitors are in B as should be", arguments: [10, 50, 90])
        func share(percent: Int) {
            let inB = (0..<10_000).count { isInB($0, percent) }
            #expect(abs(inB - percent * 100) < 300)
        }

        @Test("Who is in B stays there when its share grows")
        func growing() {
            for visitor in 0..<1000 where isInB(visitor, 20) {
                #expect(isInB(visitor, 30))
            }
        }

        """#
}
