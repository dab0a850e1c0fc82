/// `swiftlet new --template gate`
enum GateTemplate {
    static let files = [
        TemplateFile("Sources/{{name}}/{{type}}.swift", source),
        TemplateFile("Sources/{{name}}/KeyRing.swift", keyRing),
        TemplateFile("Tests/{{name}}Tests/{{type}}Tests.swift", tests),
        TemplateFile("Tests/{{name}}Tests/KeyRingTests.swift", keyRingTests),
        TemplateFile("swiftlet.toml", configuration),
    ]

    static let trying = """
        curl -i http://127.0.0.1:8787/                                                # 401: no key
        curl -i http://127.0.0.1:8787/ -H 'Authorization: Bearer ada-changes-this'    # let through
        curl -i http://127.0.0.1:8787/ -H 'X-API-Key: bob-changes-this'               # the same, with the other header
        """

    private static let source = #"""
        import Swiftlet

        /// Lets requests with a known key through to an API, and tells it whose key it was.
        ///
        /// Keys come as `Authorization: Bearer KEY` (RFC 6750) or `X-API-Key: KEY`. They go no further than this worker.
        @main
        struct {{type}}: Worker {
            func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
                // Without keys nobody is let in: a mistake in the configuration must not open the gate.
                guard let keys = env["API_KEYS"] else { throw .message("the variable API_KEYS is not set") }
                guard let key = request.key else { return unauthorised("Bearer realm=\"api\"") }
                guard let owner = KeyRing(keys).owner(of: key) else {
                    return unauthorised("Bearer realm=\"api\", error=\"invalid_token\"")
                }

                var request = request
                request.headers.remove("Authorization")
                request.headers.remove("X-API-Key")
                request.headers["X-Identity"] = owner
                return try env.origin("api").forward(request)
            }

            private func unauthorised(_ challenge: StaticString) -> Response {
                var response = Response.text("a valid key is needed\n", status: .unauthorized)
                response.headers.set("WWW-Authenticate", Bytes(challenge))
                response.headers.set("Cache-Control", Bytes("no-store"))
                return response
            }
        }

        extension Request {
            /// The key that came with the request; nil without one, and where another scheme than Bearer is used.
            fileprivate var key: Bytes? {
                guard let field = headers.first("Authorization") else { return headers.first("X-API-Key") }
                let scheme = Bytes("bearer ")
                guard field.count > scheme.count else { return nil }
                // The scheme's case does not matter (RFC 9110 section 11.1).
                for (byte, expected) in zip(field, scheme) where byte | 0x20 != expected { return nil }
                return field.slice(scheme.count..<field.count)
            }
        }

        """#

    private static let keyRing = #"""
        import Swiftlet

        /// Who has which key: `ada:KEY bob:KEY`, as the variable says.
        struct KeyRing {
            private let text: Bytes

            init(_ text: String) {
                self.text = Bytes(copying: text)
            }

            /// Whose key this is; nil: nobody's.
            ///
            /// Every entry is looked at to its end, so that the time that it takes says nothing about the keys but how
            /// long they are.
            func owner(of key: Bytes) -> String? {
                var owner: String?
                for entry in text.split(separator: UInt8(ascii: " ")) {
                    guard let colon = entry.firstIndex(of: UInt8(ascii: ":")) else { continue }
                    let candidate = text.slice(colon + 1..<entry.endIndex)
                    if !candidate.isEmpty, candidate.isEqualInConstantTime(to: key) {
                        owner = text.slice(entry.startIndex..<colon).text
                    }
                }
                return owner
            }
        }

        """#

    private static let configuration = #"""
        \#(SharedFiles.edgeListener)

        [origins.api]
        url = "http://127.0.0.1:8788"         # the demo below; put your API's address here

        [workers.{{name}}]
        path = "."                            # this package, or its module: ".build/swiftlet/{{name}}.wasm"
        origins = ["api"]                     # what it may reach: nothing else
        # OWNER:KEY, several with blanks between them. Make keys with: openssl rand -hex 32
        env = { API_KEYS = "ada:ada-changes-this bob:bob-changes-this" }
        limits = { cpu = "50ms", wall = "30s", memory = "16MiB" }    # of one request

        [[routes]]
        match = "*/*"                         # any host, any path
        listener = "edge"
        worker = "{{name}}"

        # The demo: an API served by this same process, so that there is something to see.

        \#(SharedFiles.demoListener)

        [[routes]]
        match = "*/*"
        listener = "demo"
        respond = { headers = { Content-Type = "application/json" }, body = '{"secret":42}' }

        """#
}
