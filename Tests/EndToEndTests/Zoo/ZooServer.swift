import Testing

/// A server with all the guests of the zoo, on one loop, and the worker that must not notice them.
enum ZooServer {
    /// Lent to the tests of a suite by `.zoo`.
    nonisolated(unsafe) static var current: RunningServer?

    static let neighbour = "/hello/"

    static func start() throws -> RunningServer {
        let origin = try EarlyWorker.origin()
        let limits =
            "memory = \"4MiB\", cpu = \"200ms\", background_cpu = \"200ms\", subrequests = 8, log_bytes = \"4KiB\", "
            + "response_head_bytes = \"8KiB\", response_body_bytes = \"1MiB\", log_rate = \"1GiB\""
        var text = origin.section("origin") + "[origins.nobody]\nurl = \"http://127.0.0.1:1\"\n"
        for guest in ZooSin.Guest.allCases {
            let clocks = guest.isImpatient ? ", wall = \"300ms\", background_wall = \"300ms\"" : ""
            text += """
                [workers.\(guest.rawValue)]
                path = "\(try guest.module())"
                origins = ["origin", "nobody"]
                env = { THEME = "dark" }
                limits = { \(limits)\(clocks) }
                quarantine = false
                [[routes]]
                match = "*/\(guest.rawValue)/*"
                worker = "\(guest.rawValue)"

                """
        }
        let server = try RunningServer(text + Routes.worker("hello"))
        server.origin = origin
        return server
    }
}

extension ZooSin.Guest {
    var isImpatient: Bool { self == .impatientC || self == .impatientSwift }

    fileprivate func module() throws -> String {
        switch self {
        case .swift, .impatientSwift: Repository.module("zoo")
        case .c, .impatientC: try ZooGuests.c.get()
        case .table: try ZooGuests.table.get()
        }
    }
}

/// One server for all tests of a suite: most of a test's time would go into starting one.
struct ZooServerTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        unsafe ZooServer.current = try ZooServer.start()
        defer { unsafe ZooServer.current = nil }
        try await function()
    }
}

extension Trait where Self == ZooServerTrait {
    static var zoo: ZooServerTrait { ZooServerTrait() }
}
