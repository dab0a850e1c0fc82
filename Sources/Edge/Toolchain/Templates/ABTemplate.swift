/// `swiftlet new --template ab`
enum ABTemplate {
    static let files = [
        TemplateFile("Sources/{{name}}/{{type}}.swift", source),
        TemplateFile("Sources/{{name}}/Visitor.swift", visitor),
        TemplateFile("Sources/{{name}}/Bucket.swift", bucket),
        TemplateFile("Tests/{{name}}Tests/{{type}}Tests.swift", tests),
        TemplateFile("Tests/{{name}}Tests/BucketTests.swift", bucketTests),
        TemplateFile("swiftlet.toml", configuration),
    ]

    static let trying = """
        curl -i http://127.0.0.1:8787/                                      # a new visitor: see X-Bucket and Set-Cookie
        curl -i http://127.0.0.1:8787/ -H 'Cookie: visitor=5f2c9a'          # a known one: the same bucket every time
        curl -i http://127.0.0.1:8787/ -H 'X-User: ada'                     # who is signed in has it on every device
        """

    private static let source = #"""
        import Swiftlet

        /// Sorts visitors into the two buckets of an experiment, tells the shop which, and passes its answer on.
        ///
        /// The isolate ends as soon as it has said so: the host talks to the shop and streams both bodies.
        @main
        struct {{type}}: Worker {
            func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
                let visitor = Visitor(request)
                let bucket = Bucket(of: visitor, percentInB: env["PERCENT_IN_B"].flatMap { Int($0) } ?? 50)

                var request = request
                request.headers["X-Bucket"] = bucket.name
                return try env.origin("shop").forward(request) { response in
                    response["X-Bucket"] = bucket.name
                    // Caches between here and the visitor must not hand one bucket's page to the other.
                    response.append("Vary", "Cookie")
                    response.set(visitor.newCookie)
                }
            }
        }

        """#

    private static let visitor = #"""
        import Swiftlet

        /// Who asks: the user whom the request names, or the browser, known by its cookie.
        struct Visitor {
            /// What tells this visitor from others; the same in every request of theirs.
            let id: Bytes
            /// The cookie by which a new visitor will be known.
            let newCookie: SetCookie?

            private static let cookieSeconds = 30 * 24 * 60 * 60

            init(_ request: Request) {
                // X-User is for whoever signs users in, in front of this worker: only then it can be believed.
                if let known = request.headers.first("X-User") ?? request.cookieBytes("visitor"), !known.isEmpty {
                    id = known
                    newCookie = nil
                    return
                }
                let name = String(Random.next(), radix: 16)
                id = Bytes(copying: name)
                newCookie = SetCookie(
                    "visitor", name, maxAge: Self.cookieSeconds, secure: request.scheme == "https", httpOnly: true,
                    sameSite: .lax)
            }
        }

        """#

    private static let bucket = #"""
        import Swiftlet

        /// One of the two variants that are compared.
        enum Bucket {
            case a, b

            var name: String {
                switch self {
                case .a: "A"
                case .b: "B"
                }
            }

            /// Another name for another experiment, so that not always the same visitors are in B.
            private static let experiment: StaticString = "checkout-2026"

            /// The bucket of this visitor: nothing has to be stored, because it follows from their id.
            ///
            /// A larger `percentInB` moves visitors from A to B, and none from B to A.
            init(of visitor: Visitor, percentInB: Int) {
                var hash = Hash()
                hash.add(Bytes(Self.experiment))
                hash.add(visitor.id)
                self = hash.value % 100 < percentInB ? .b : .a
            }
        }

        /// FNV-1a. Swift's own `Hasher` gives another value in every process.
        private struct Hash {
            private var state: UInt64 = 0xcbf2_9ce4_8422_2325

            mutating func add(_ bytes: Bytes) {
                for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
            }

            /// The upper half: the better mixed one. Not negative.
            var value: Int { Int(state >> 33) }
        }

        """#

    private static let configuration = #"""
        \#(SharedFiles.edgeListener)

        [origins.shop]
        url = "http://127.0.0.1:8788"         # the demo below; put your shop's address here

        [workers.{{name}}]
        path = "."                            # this package, or its module: ".build/swiftlet/{{name}}.wasm"
        origins = ["shop"]                    # what it may reach: nothing else
        env = { PERCENT_IN_B = "50" }
        limits = { cpu = "50ms", wall = "30s", memory = "16MiB" }    # of one request

        [[routes]]
        match = "*/*"                         # any host, any path
        listener = "edge"
        worker = "{{name}}"

        # The demo: a shop served by this same process, so that there is something to see.

        \#(SharedFiles.demoListener)

        [[routes]]
        match = "*/*"
        listener = "demo"
        respond = { body = "the shop\n" }

        """#
}
