import Testing

@testable import Server

/// A look-up by text.
extension Router {
    func route(_ host: String, _ path: String, listener: Int = 0) -> Int32 {
        unsafe Array(host.utf8).withUnsafeBytes { host in
            unsafe Array(path.utf8).withUnsafeBytes { path in
                unsafe route(listener: listener, host: host, path: path)
            }
        }
    }
}

/// A router of these patterns on every listener.
func makeRouter(_ patterns: [String], listeners: [Int?] = [], listenerCount: Int = 1) throws -> Router {
    let routes = try patterns.enumerated().map { index, text in
        let listener = listeners.indices.contains(index) ? listeners[index] : nil
        return Route(pattern: try RoutePattern(parsing: text), listener: listener, action: .respond(.init()))
    }
    return Router(routes: routes, listenerCount: listenerCount)
}

@Suite struct RouterTests {
    @Test("an exact host wins over the longest wildcard, that over shorter ones, those over any host")
    func hosts() throws {
        let router = try makeRouter(["*/*", "*.com/*", "*.example.com/*", "shop.example.com/*"])
        #expect(router.route("shop.example.com", "/") == 3)
        #expect(router.route("a.example.com", "/") == 2)
        #expect(router.route("a.b.example.com", "/") == 2)
        #expect(router.route("example.com", "/") == 1)
        #expect(router.route("com", "/") == 0)
        #expect(router.route("xshop.example.com", "/") == 2)
        #expect(router.route("shop.example.com.evil", "/") == 0)
        #expect(router.route("", "/") == 0)
    }

    @Test("a wildcard needs a name in front of its dot")
    func emptyLabel() throws {
        let router = try makeRouter(["*.example.com/*"])
        #expect(router.route(".example.com", "/") == -1)
        #expect(router.route("example.com", "/") == -1)
        #expect(router.route("x.example.com", "/") == 0)
    }

    @Test(
        "case, port and a dot at the end of the host do not matter",
        arguments: [
            "shop.example.com", "SHOP.Example.COM", "shop.example.com:8443", "shop.example.com.", "shop.example.com.:1",
        ])
    func spelling(_ host: String) throws {
        #expect(try makeRouter(["*/*", "Shop.example.com/*"]).route(host, "/") == 1)
    }

    @Test("an IPv6 address is a host with brackets")
    func addresses() throws {
        let router = try makeRouter(["*/*", "[::1]/*", "127.0.0.1/*"])
        #expect(router.route("[::1]", "/") == 1)
        #expect(router.route("[::1]:8443", "/") == 1)
        #expect(router.route("[::2]:8443", "/") == 0)
        #expect(router.route("127.0.0.1:80", "/") == 2)
    }

    @Test("an exact path wins over the longest prefix")
    func paths() throws {
        let router = try makeRouter(["*/*", "*/a/*", "*/a/b/*", "*/a/b", "*/a*", "*/a/b/c"])
        #expect(router.route("x", "/") == 0)
        #expect(router.route("x", "/b") == 0)
        #expect(router.route("x", "/a") == 4)
        #expect(router.route("x", "/abc") == 4)
        #expect(router.route("x", "/a/") == 1)
        #expect(router.route("x", "/a/x") == 1)
        #expect(router.route("x", "/a/b") == 3)
        #expect(router.route("x", "/a/bx") == 1)
        #expect(router.route("x", "/a/b/") == 2)
        #expect(router.route("x", "/a/b/c") == 5)
        #expect(router.route("x", "/a/b/c/d") == 2)
        #expect(router.route("x", "") == -1)
        #expect(router.route("x", "*") == -1)
    }

    @Test("the host decides before the path does, and a host without a matching path falls back")
    func hostBeforePath() throws {
        let router = try makeRouter(["*/healthz", "a.example/*", "b.example/x", "*.example/y/*"])
        #expect(router.route("a.example", "/healthz") == 1)
        #expect(router.route("b.example", "/healthz") == 0)
        #expect(router.route("b.example", "/x") == 2)
        #expect(router.route("b.example", "/y/z") == 3)
        #expect(router.route("b.example", "/z") == -1)
        #expect(router.route("c", "/x") == -1)
    }

    @Test("a route with a listener takes part on that one alone")
    func listeners() throws {
        let router = try makeRouter(
            ["*/*", "*/api/*", "a.example/api/*"], listeners: [nil, 1, 0], listenerCount: 2)
        #expect(router.route("x", "/api/u", listener: 0) == 0)
        #expect(router.route("x", "/api/u", listener: 1) == 1)
        #expect(router.route("a.example", "/api/u", listener: 0) == 2)
        #expect(router.route("a.example", "/api/u", listener: 1) == 1)
        #expect(router.route("x", "/", listener: 2) == -1)
        #expect(router.route("x", "/", listener: -1) == -1)
    }

    @Test("without routes nothing is found")
    func none() {
        #expect(Router(routes: [], listenerCount: 1).route("a", "/") == -1)
    }

    @Test("every one of ten thousand routes is found, and agrees with a plain search")
    func many() throws {
        var patterns: [String] = ["*/*"]
        for index in 1..<10_000 {
            switch index % 5 {
            case 0: patterns.append("host\(index).example.com/*")
            case 1: patterns.append("*.zone\(index).example.com/x/*")
            case 2: patterns.append("*/path/\(index)/*")
            case 3: patterns.append("*/path/\(index)")
            default: patterns.append("shared.example.com/\(String(index, radix: 2))*")
            }
        }
        let router = try makeRouter(patterns)
        for index in 1..<10_000 {
            let found =
                switch index % 5 {
                case 0: router.route("HOST\(index).example.com:1", "/any")
                case 1: router.route("a.b.zone\(index).example.com", "/x/y")
                case 2: router.route("other", "/path/\(index)/deep/er")
                case 3: router.route("other", "/path/\(index)")
                default: router.route("shared.example.com", "/\(String(index, radix: 2))")
                }
            #expect(found == Int32(index))
        }
    }

    @Test("the answer is that of a plain search over all routes")
    func oracle() throws {
        let hosts = ["*", "*.a", "*.b.a", "b.a", "c.b.a", "a"]
        let paths = ["/*", "/a*", "/a/*", "/a", "/ab*", "/a/b", "/a/b*", "/"]
        let names = ["a", "b.a", "c.b.a", "d.c.b.a", "x", "ba"]
        let targets = ["/", "/a", "/a/", "/ab", "/abc", "/a/b", "/a/bc", "/a/b/c", "/b"]
        for _ in 0..<300 {
            let patterns = Set((0..<6).map { _ in (hosts.randomElement() ?? "") + (paths.randomElement() ?? "") })
            let parsed = try patterns.map { try RoutePattern(parsing: $0) }
            let router = Router(
                routes: parsed.map { Route(pattern: $0, action: .respond(.init())) }, listenerCount: 1)
            for name in names {
                for target in targets {
                    let expected = parsed.indices.filter { Self.matches(parsed[$0], name, target) }
                        .max { Self.weight(parsed[$0]) < Self.weight(parsed[$1]) }
                    #expect(router.route(name, target) == Int32(expected ?? -1), "\(patterns) \(name)\(target)")
                }
            }
        }
    }

    private static func matches(_ pattern: RoutePattern, _ host: String, _ path: String) -> Bool {
        let isHost =
            switch pattern.host {
            case .any: true
            case .suffix(let text): host.hasSuffix(text) && host.count > text.count
            case .exact(let text): host == text
            }
        switch pattern.path {
        case .exact(let text): return isHost && path == text
        case .prefix(let text): return isHost && path.hasPrefix(text)
        }
    }

    private static func weight(_ pattern: RoutePattern) -> Int {
        let host =
            switch pattern.host {
            case .any: 0
            case .suffix(let text): text.count
            case .exact: 1000
            }
        switch pattern.path {
        case .exact: return host * 10_000 + 5000
        case .prefix(let text): return host * 10_000 + text.count
        }
    }
}
