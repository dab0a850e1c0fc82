/// `swiftlet new --template proxy`
enum ProxyTemplate {
    static let files = [
        TemplateFile("Sources/{{name}}/{{type}}.swift", source),
        TemplateFile("Tests/{{name}}Tests/{{type}}Tests.swift", tests),
        TemplateFile("swiftlet.toml", configuration),
    ]

    static let trying = """
        curl -i http://127.0.0.1:8787/        # what the site says, without its internals, with security headers
        curl -i http://127.0.0.1:8788/        # the same from the site itself
        """

    private static let source = #"""
        import Swiftlet

        /// A reverse proxy that rewrites the headers of both directions.
        ///
        /// The isolate ends as soon as it has said how: the host talks to the site and streams both bodies.
        @main
        struct {{type}}: Worker {
            private let toSite = HeaderRules([
                // What the site believes because only we say it, nobody else may say.
                .remove("X-Internal-*"),
                .set("X-Internal-Edge", "{{name}}"),
                .set("X-Request-Id", "${request.id}"),
            ])

            private let toClient = HeaderRules([
                // What helps an attacker and nobody else.
                .remove("X-Internal-*"),
                .remove("Server"),
                .remove("X-Powered-By"),
                // What a browser may do with the page. Loosen it where the site needs more.
                .set("X-Content-Type-Options", "nosniff"),
                .set("X-Frame-Options", "DENY"),
                .set("Referrer-Policy", "strict-origin-when-cross-origin"),
                .set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'"),
            ])

            /// Over plain HTTP browsers ignore it (RFC 6797 section 7.2).
            private let toClientOverTLS = HeaderRules([.set("Strict-Transport-Security", "max-age=31536000")])

            func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
                var changed = request
                changed.apply(toSite)
                var response = try env.origin("site").forward(changed)
                response.apply(toClient, for: request)
                if request.isSecure { response.apply(toClientOverTLS, for: request) }
                return response
            }
        }

        """#

    private static let tests = #"""
        import Swiftlet
        import SwiftletTesting
        import Testing

        @testable import {{module}}

        /// A site that tells more than it should.
        private func site() -> OriginDouble {
            var page = Response.text("the page")
            page.headers["X-Internal-Trace"] = "4bf92f35"
            page.headers["Server"] = "nginx/1.22.1"
            page.headers["X-Powered-By"] = "PHP/8.2"
            page.headers["X-Frame-Options"] = "ALLOWALL"
            page.headers[.cacheControl] = "max-age=60"
            return .returning(page)
        }

        private func respond(_ url: String = "/", _ headers: Headers = [:], from site: OriginDouble) throws -> Response {
            try {{type}}().respond(to: Request(url, headers: headers), origins: ["site": site])
        }

        @Test("Nobody but us can name what the site believes")
        func forgery() throws {
            var headers = Headers()
            headers["X-Internal-User"] = "root"
            headers["x-internal-edge"] = "theirs"
            let site = site()
            _ = try respond("/", headers, from: site)
            let received = try #require(site.requests.first).headers
            #expect(received["X-Internal-User"] == nil)
            #expect(received["X-Internal-Edge"] == "{{name}}")
            #expect(received["X-Request-Id"]?.isEmpty == false)
        }

        @Test("What the client says otherwise reaches the site")
        func passed() throws {
            let site = site()
            _ = try respond("/cart?id=4", [.acceptLanguage: "de"], from: site)
            let received = try #require(site.requests.first)
            #expect(received.target == "/cart?id=4")
            #expect(received.headers[.acceptLanguage] == "de")
        }

        @Test("The site's internals stay inside")
        func internals() throws {
            let headers = try respond(from: site()).headers
            #expect(headers["X-Internal-Trace"] == nil)
            #expect(headers["Server"] == nil)
            #expect(headers["X-Powered-By"] == nil)
        }

        @Test("The answer has our security headers, whatever the site's were")
        func security() throws {
            let headers = try respond(from: site()).headers
            #expect(headers["X-Content-Type-Options"] == "nosniff")
            #expect(headers["X-Frame-Options"] == "DENY")
            #expect(headers["Content-Security-Policy"] != nil)
            #expect(headers[.cacheControl] == "max-age=60", "and the rest of it is the site's")
        }

        @Test("Browsers are bound to TLS where there is TLS", arguments: [("https", true), ("http", false)])
        func transport(scheme: String, isBound: Bool) throws {
            let headers = try respond("\(scheme)://shop.example.com/", from: site()).headers
            #expect((headers["Strict-Transport-Security"] != nil) == isBound)
        }

        @Test("A site that cannot be reached is an error, not an empty page")
        func unreachable() {
            #expect(throws: WorkerError.self) { try respond(from: .failing(.unreachable)) }
        }

        """#

    private static let configuration = #"""
        \#(SharedFiles.edgeListener)

        [origins.site]
        url = "http://127.0.0.1:8788"         # the demo below; put your site's address here

        [workers.{{name}}]
        path = "."                            # this package, or its module: ".build/swiftlet/{{name}}.wasm"
        origins = ["site"]                    # what it may reach: nothing else
        limits = { cpu = "50ms", wall = "30s", memory = "16MiB" }    # of one request

        [[routes]]
        match = "*/*"                         # any host, any path
        listener = "edge"
        worker = "{{name}}"

        # The demo: a site served by this same process, so that there is something to see.

        \#(SharedFiles.demoListener)

        [[routes]]
        match = "*/*"
        listener = "demo"
        respond = { headers = { X-Powered-By = "demo", X-Internal-Trace = "4bf92f35" }, body = "the site\n" }

        """#
}
