extension GateTemplate {
    static let tests = #"""
        import Swiftlet
        import SwiftletTesting
        import Testing

        @testable import {{module}}

        private let keys = ["API_KEYS": "ada:lovelace-1815 bob:builder"]

        /// An API that repeats what it was told of who asks, and the keys that it should not see.
        private let api = OriginDouble.answering { request in
            let leaked = request.headers[.authorization] ?? request.headers["X-API-Key"] ?? "no key"
            return .text("\(request.headers["X-Identity"] ?? "nobody"), \(leaked)")
        }

        private func respond(_ headers: Headers, variables: [String: String] = keys) throws -> Response {
            try {{type}}().respond(to: Request("/", headers: headers), origins: ["api": api], variables: variables)
        }

        private func apiKey(_ key: String) -> Headers {
            var headers = Headers()
            headers["X-API-Key"] = key
            return headers
        }

        @Test("A known key opens the gate; the API learns whose it is, not the key")
        func known() throws {
            #expect(try respond([.authorization: "Bearer lovelace-1815"]).body.text() == "ada, no key")
            #expect(try respond([.authorization: "bearer builder"]).body.text() == "bob, no key")
            #expect(try respond(apiKey("builder")).body.text() == "bob, no key")
        }

        @Test("Without a key: 401, and how to do better", arguments: [nil, "", "Bearer", "Basic YWRhOmxvdmVsYWNl"])
        func absent(authorization: String?) throws {
            var headers = Headers()
            headers[.authorization] = authorization
            let response = try respond(headers)
            #expect(response.status == .unauthorized)
            #expect(response.headers[.wwwAuthenticate] == #"Bearer realm="api""#)
        }

        @Test("With a key that nobody has: 401", arguments: ["lovelace-1816", "lovelace-181", "lovelace-18155", "ada", ":"])
        func unknown(key: String) throws {
            for headers: Headers in [[.authorization: "Bearer \(key)"], apiKey(key)] {
                let response = try respond(headers)
                #expect(response.status == .unauthorized)
                #expect(response.headers[.wwwAuthenticate] == #"Bearer realm="api", error="invalid_token""#)
            }
        }

        @Test("Nobody can name an identity of their own")
        func forgery() throws {
            var headers = apiKey("builder")
            headers["X-Identity"] = "ada"
            #expect(try respond(headers).body.text() == "bob, no key")
        }

        @Test("Without keys in the configuration nobody gets in")
        func closed() {
            #expect(throws: WorkerError.self) { try respond(apiKey("builder"), variables: [:]) }
        }

        """#

    static let keyRingTests = #"""
        import Swiftlet
        import Testing

        @testable import {{module}}

        @Test("Each key has its owner", arguments: [("one", "ada"), ("two", "bob"), ("a:b", "eve")])
        func owners(key: String, owner: String) {
            #expect(KeyRing("ada:one  bob:two eve:a:b").owner(of: Bytes(copying: key)) == owner)
        }

        @Test("What is no entry fits no key", arguments: ["", "ada", "ada:", ":", " "])
        func nobody(text: String) {
            for key in ["", "ada", ":", "ada:"] {
                #expect(KeyRing(text).owner(of: Bytes(copying: key)) == nil)
            }
        }

        """#
}
