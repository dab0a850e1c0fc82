import Testing

@testable import Server

@Suite("A developer's host's own names")
struct OwnHostsTests {
    private func contains(_ authority: String) -> Bool {
        let routes = [RoutePattern.Host.any, .exact("shop.test"), .suffix(".dev.test")].map {
            Route(pattern: RoutePattern(host: $0, path: .prefix("/")), action: .worker(0))
        }
        return unsafe Array(authority.utf8).withUnsafeBytes { unsafe OwnHosts(routes).contains($0) }
    }

    @Test(
        "are addresses, localhost and what the routes name",
        arguments: [
            "", "127.0.0.1", "127.0.0.1:8787", "192.168.1.7:80", "[::1]", "[::1]:8787", "localhost", "LocalHost:8787",
            "shop.localhost:1", "localhost.", "Shop.test:8787", "a.dev.test",
        ])
    func own(_ authority: String) { #expect(contains(authority)) }

    @Test(
        "are no others, which may be strangers' that lead here",
        arguments: [
            "evil.example", "evil.example:8787", "127.0.0.1.evil.example", "localhost.evil.example", "dev.test",
        ])
    func strange(_ authority: String) { #expect(!contains(authority)) }
}
