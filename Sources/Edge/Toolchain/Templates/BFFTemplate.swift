/// `swiftlet new --template bff`
enum BFFTemplate {
    static let files = [
        TemplateFile("Sources/{{name}}/{{type}}.swift", source),
        TemplateFile("Sources/{{name}}/Part.swift", part),
        TemplateFile("Sources/{{name}}/Page.swift", page),
        TemplateFile("Tests/{{name}}Tests/{{type}}Tests.swift", tests),
        TemplateFile("swiftlet.toml", configuration),
    ]

    static let trying = """
        curl -i http://127.0.0.1:8787/        # one page of three answers
        # Take the route of /orders.json out of swiftlet.toml: the page has "orders":null and a header that says so.
        """

    private static let source = #"""
        import Swiftlet

        /// A backend for a frontend: three answers of an API, asked for at once, become the one page that is needed.
        @main
        struct {{type}}: Worker {
            func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
                let api = try env.origin("api")
                // All are under way before the first is waited for: the page takes as long as the slowest, not the sum.
                let user = Part("user", from: api, "/user.json")
                let orders = Part("orders", from: api, "/orders.json")
                let recommendations = Part("recommendations", from: api, "/recommendations.json")

                var page = Page()
                page.add(user)
                page.add(orders)
                page.add(recommendations)
                return page.response()
            }
        }

        """#

    private static let part = #"""
        import Swiftlet

        /// A part of the page: an answer of the API that is on its way.
        struct Part {
            /// The part's key in the page. It is written as it stands: no quotes, no backslashes.
            let name: StaticString
            private let pending: PendingResponse

            private static let bytesMax = 256 * 1024

            /// Asks, and does not wait.
            init(_ name: StaticString, from origin: Origin, _ target: String) {
                self.name = name
                pending = origin.send(Request(target))
            }

            /// The answer, which is JSON; nil, with a line in the log, where there is none.
            ///
            /// The API is trusted to send JSON where it says so: the text is not parsed, so it costs no time.
            func json() -> Bytes? {
                do throws(WorkerError) {
                    let response = try pending.response()
                    guard response.status == .ok else { throw .message("status \(response.status.code)") }
                    guard response.headers.first(.contentType)?.starts(with: Bytes("application/json")) == true else {
                        throw .message("not application/json")
                    }
                    let text = try response.body.bytes(limit: Self.bytesMax)
                    guard !text.isEmpty else { throw .message("empty") }
                    return text
                } catch {
                    log.warning("\(Bytes(name).text): \(error.description)")
                    return nil
                }
            }
        }

        """#

    private static let page = #"""
        import Swiftlet

        /// The page in the making: a JSON object with one member for each part.
        struct Page {
            private var json: [UInt8] = []
            private var partCount = 0
            /// The names of the parts that could not be had.
            private var missing: [StaticString] = []

            /// Waits for the part. One that cannot be had is null, so that the rest of the page can be shown.
            mutating func add(_ part: Part) {
                let value = part.json()
                if value == nil { missing.append(part.name) }
                write(partCount == 0 ? "{\"" : ",\"")
                write(part.name)
                write("\":")
                json.append(contentsOf: value ?? Bytes("null"))
                partCount += 1
            }

            /// The page, which says in a header what is missing in it; 502 where nothing could be had.
            consuming func response() -> Response {
                write(partCount == 0 ? "{}" : "}")
                var response = Response(
                    status: missing.count == partCount ? .badGateway : .ok,
                    headers: [.contentType: "application/json"], body: .bytes(json))
                for name in missing { response.headers.append("X-Missing", Bytes(name)) }
                return response
            }

            private mutating func write(_ text: StaticString) {
                json.append(contentsOf: Bytes(text))
            }
        }

        """#

    private static let tests = #"""
        import Swiftlet
        import SwiftletTesting
        import Testing

        @testable import {{module}}

        private let user = #"{"name":"Ada"}"#
        private let orders = "[1,2]"
        private let recommendations = #"["soap"]"#

        private func json(_ text: String) -> Response {
            Response(headers: [.contentType: "application/json"], body: .text(text))
        }

        /// What can be wrong with an answer.
        enum Fault: CaseIterable {
            case unreachable, slow, notFound, notJSON, empty, tooLong

            func answer() throws(WorkerError) -> Response {
                switch self {
                case .unreachable: throw .unreachable
                case .slow: throw .timeout
                case .notFound: Response(status: .notFound)
                case .notJSON: .text("<html>")
                case .empty: json("")
                case .tooLong: json("[\(String(repeating: " ", count: 300_000))]")
                }
            }
        }

        /// An API that has everything; with a fault, everything but the orders.
        private func api(_ fault: Fault? = nil) -> OriginDouble {
            .answering { request throws(WorkerError) in
                switch request.path {
                case "/user.json": return json(user)
                case "/orders.json": return try fault?.answer() ?? json(orders)
                default: return json(recommendations)
                }
            }
        }

        private func respond(_ api: OriginDouble) throws -> Response {
            try {{type}}().respond(to: Request("/"), origins: ["api": api])
        }

        @Test("Three answers become one page")
        func whole() throws {
            let response = try respond(api())
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "application/json")
            #expect(response.headers["X-Missing"] == nil)
            #expect(
                try response.body.text() == #"{"user":{"name":"Ada"},"orders":[1,2],"recommendations":["soap"]}"#)
        }

        @Test("A part that cannot be had is null, and a header names it", arguments: Fault.allCases)
        func missing(fault: Fault) throws {
            let response = try respond(api(fault))
            #expect(response.status == .ok)
            #expect(response.headers["X-Missing"] == "orders")
            #expect(
                try response.body.text() == #"{"user":{"name":"Ada"},"orders":null,"recommendations":["soap"]}"#)
        }

        @Test("Each part is asked for once")
        func once() throws {
            let api = api()
            _ = try respond(api)
            #expect(api.requests.map(\.target) == ["/user.json", "/orders.json", "/recommendations.json"])
        }

        @Test("Where nothing can be had, the status says so")
        func nothing() throws {
            let response = try respond(.failing(.unreachable))
            #expect(response.status == .badGateway)
            #expect(response.headers["X-Missing"] == "user, orders, recommendations")
            #expect(try response.body.text() == #"{"user":null,"orders":null,"recommendations":null}"#)
        }

        """#

    private static let configuration = #"""
        \#(SharedFiles.edgeListener)

        [origins.api]
        url = "http://127.0.0.1:8788"         # the demo below; put your API's address here
        first_byte_timeout = "2s"             # the page does not wait longer for a part

        [workers.{{name}}]
        path = "."                            # this package, or its module: ".build/swiftlet/{{name}}.wasm"
        origins = ["api"]                     # what it may reach: nothing else
        limits = { cpu = "50ms", wall = "30s", memory = "16MiB", subrequests = 3 }    # of one request

        [[routes]]
        match = "*/"                          # any host
        listener = "edge"
        worker = "{{name}}"

        # The demo: an API served by this same process, so that there is something to see.

        \#(SharedFiles.demoListener)

        [[routes]]
        match = "*/user.json"
        listener = "demo"
        respond = { headers = { Content-Type = "application/json" }, body = '{"name":"Ada"}' }

        [[routes]]
        match = "*/orders.json"
        listener = "demo"
        respond = { headers = { Content-Type = "application/json" }, body = '[{"id":1,"total":2.50}]' }

        [[routes]]
        match = "*/recommendations.json"
        listener = "demo"
        respond = { headers = { Content-Type = "application/json" }, body = '["soap"]' }

        """#
}
