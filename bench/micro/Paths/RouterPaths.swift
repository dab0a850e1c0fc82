internal import Server

/// One look-up among so many routes: a hundred paths to a host.
enum RouterPaths {
    static var all: [MicroPath] {
        [1, 100, 10_000].map { count in
            MicroPath("router-\(count)", times: 5_000) {
                let router = Router(routes: routes(count), listenerCount: 1)
                let host = Array("shop\((count - 1) / 100).example.com:8443".utf8)
                let path = Array("/products/\((count - 1) % 100)/reviews/42".utf8)
                return { times in
                    try unsafe host.withUnsafeBytes { host in
                        try unsafe path.withUnsafeBytes { path in
                            for _ in 0..<times {
                                guard unsafe router.route(listener: 0, host: host, path: path) == count - 1 else {
                                    throw BenchError(description: "another route was found")
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func routes(_ count: Int) -> [Route] {
        (0..<count).map { index in
            Route(
                pattern: RoutePattern(
                    host: .exact("shop\(index / 100).example.com"), path: .prefix("/products/\(index % 100)/")),
                action: .respond(FixedResponse()))
        }
    }
}
