/// `swiftlet new --template hello`
enum HelloTemplate {
    static let files = [
        TemplateFile("Sources/{{name}}/{{type}}.swift", source),
        TemplateFile("Tests/{{name}}Tests/{{type}}Tests.swift", tests),
        TemplateFile("swiftlet.toml", configuration),
    ]

    static let trying = """
        curl -i http://127.0.0.1:8787/
        """

    private static let source = #"""
        import Swiftlet

        /// Answers every request with the same text.
        @main
        struct {{type}}: Worker {
            func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
                .text("hello, world\n")
            }
        }

        """#

    private static let tests = #"""
        import Swiftlet
        import SwiftletTesting
        import Testing

        @testable import {{module}}

        @Test("Everybody is greeted")
        func greeting() throws {
            let response = try {{type}}().respond(to: Request("/"))
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
            #expect(try response.body.text() == "hello, world\n")
        }

        """#

    private static let configuration = #"""
        [[listeners]]
        address = "127.0.0.1:8787"
        cleartext = true                      # plain HTTP; without this line: TLS, with a self-signed certificate

        [workers.{{name}}]
        path = "."                            # this package, or its module: ".build/swiftlet/{{name}}.wasm"
        limits = { cpu = "50ms", wall = "30s", memory = "16MiB" }    # of one request

        [[routes]]
        match = "*/*"                         # any host, any path
        worker = "{{name}}"

        """#
}
