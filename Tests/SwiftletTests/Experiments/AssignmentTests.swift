import SwiftletTesting
import Testing

@testable import Swiftlet

/// Answers with what it was given, one experiment to a line.
private struct ExperimentProbe: Worker {
    var experiments: Experiments
    var verifier = Experiments.OverrideVerifier.none
    var asked: [StaticString] = ["checkout"]

    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        let visitor = experiments.visitor(of: request, overrides: verifier)
        var response = Response()
        var text = ""
        for name in asked {
            let variant = experiments.assign(name, to: visitor)
            text += "\(variant.name) \(variant.origin)\n"
            response.headers.set(variant.cookie)
        }
        response.body = .text(text)
        return response
    }
}

extension ExperimentProbe {
    init() { self.init(experiments: ExperimentProbe.standard) }
    private static var standard: Experiments {
        Experiments(
            [
                "checkout": ["control": 50, "fast": 50], "price": ["control": 50, "low": 50],
                "dark": ["off": 100, "on": 0],
            ],
            salt: "2026-11", keys: [.cookie("uid"), .header("X-User")])
    }
}

@Suite("Experiments: assignment to a request")
struct AssignmentTests {
    private func ask(
        _ probe: ExperimentProbe = ExperimentProbe(), _ headers: KeyValuePairs<StaticString, String> = [:],
        host: TestHost = TestHost()
    ) throws -> (text: String, cookies: [String]) {
        let response = try host.respond(to: Request("/", headers: headers), with: probe)
        return (try response.body.text(), response.headers[values: .setCookie])
    }

    /// The `name=value` of a Set-Cookie field.
    private func pair(_ cookie: String) -> String { String(cookie.prefix { $0 != ";" }) }

    @Test("a visitor with a key gets the same each time, and one line in the log")
    func byKey() throws {
        let host = TestHost()
        let first = try ask(ExperimentProbe(), ["X-User": "ada"], host: host)
        #expect(try ask(ExperimentProbe(), ["X-User": "ada"]).text == first.text)
        #expect(try ask(ExperimentProbe(), ["Cookie": "uid=ada"]).text == first.text)
        let cookie = try #require(first.cookies.first)
        #expect(cookie.hasPrefix("ab-checkout="))
        #expect(cookie.hasSuffix("; Path=/; Max-Age=7776000; Secure; HttpOnly; SameSite=Lax"))
        #expect(host.logged.count == 1)
        #expect(
            host.logged[0].text.hasPrefix(
                "exposure experiment=checkout variant=\(first.text.prefix { $0 != " " }) visitor="))
    }

    @Test("the cookie's variant stays, gets no other cookie and no line in the log")
    func sticky() throws {
        for seed in 0..<20 as Range<UInt64> {
            let host = TestHost(seed: seed)
            let first = try ask(host: host)
            let second = try ask(ExperimentProbe(), ["Cookie": "a=b; \(pair(first.cookies[0]))"], host: host)
            #expect(second.text == first.text.replacing("key", with: "cookie"))
            #expect(second.cookies.isEmpty)
            #expect(host.logged.count == 1)
        }
    }

    @Test("somebody without a key is dealt a random one, which the cookie brings to other experiments")
    func newVisitor() throws {
        var seen: Set<String> = []
        for seed in 0..<20 as Range<UInt64> {
            var probe = ExperimentProbe()
            probe.asked = ["checkout", "price"]
            let both = try ask(probe, host: TestHost(seed: seed))
            let key = try #require(pair(both.cookies[0]).split(separator: ".").last)
            #expect(key.count == 16 && pair(both.cookies[1]).hasSuffix(key))
            seen.insert(both.text)
            probe.asked = ["price"]
            let later = try ask(probe, ["Cookie": pair(both.cookies[0])])
            #expect(both.text.hasSuffix(later.text))
        }
        #expect(seen.count > 2)
    }

    @Test(
        "a cookie that is not exactly one of ours is as good as none",
        arguments: [
            "", "fast", "fast.", ".", "..", "fast.00000000", "fast.STAMP.", "fast.STAMP.12",
            "fast.STAMP.0123456789abcdeg",
            "fast.STAMPx", "slow.STAMP", "FAST.STAMP", "fast.STAMP.0123456789abcdef.",
            "control;fast.STAMP",
            "\u{0}fast.STAMP", String(repeating: "9", count: 20_000),
        ])
    func hostileCookie(_ value: String) throws {
        let fresh = try ask(ExperimentProbe(), ["X-User": "ada"])
        let stamp = try #require(pair(fresh.cookies[0]).split(separator: ".").last)
        let cookie = value.replacing("STAMP", with: String(stamp))
        // Below TestHost: no client could send a NUL.
        let lines = Bytes(copying: "ab-checkout=\(cookie)")
        let kept = lines.cookie(Bytes("ab-checkout")).flatMap(StickyCookie.init)
        let experiment = ExperimentProbe().experiments.experiments[0]
        #expect(kept.map { $0.stamp == experiment.stamp && experiment.index(of: $0.variant) != nil } != true)
        guard !cookie.utf8.contains(0) else { return }
        let answer = try ask(ExperimentProbe(), ["X-User": "ada", "Cookie": "ab-checkout=\(cookie)"])
        #expect(answer.text == fresh.text && answer.cookies == fresh.cookies)
    }

    @Test("another salt deals anew, whatever the cookie says")
    func otherSalt() throws {
        var moved = 0
        for user in 0..<40 {
            let first = try ask(ExperimentProbe(), ["X-User": "\(user)"])
            var probe = ExperimentProbe()
            probe.experiments = Experiments(
                ["checkout": ["control": 50, "fast": 50]], salt: "2026-12", keys: [.header("X-User")])
            let second = try ask(probe, ["X-User": "\(user)", "Cookie": pair(first.cookies[0])])
            #expect(second.text.hasSuffix("key\n"))
            if second.text != first.text { moved += 1 }
        }
        #expect(moved > 8 && moved < 32)
    }

    @Test("a weight of 0 takes a variant from those who had it")
    func switchedOff() throws {
        let had = try (0..<20).map { try ask(ExperimentProbe(), ["X-User": "\($0)"]) }.first {
            $0.text.hasPrefix("fast")
        }
        let cookie = pair(try #require(had).cookies[0])
        var probe = ExperimentProbe()
        probe.experiments = Experiments(["checkout": ["control": 50, "fast": 0]], salt: "2026-11")
        #expect(try ask(probe, ["Cookie": cookie]).text == "control key\n")
        probe.experiments = Experiments(["checkout": ["control": 0, "fast": 0]], salt: "2026-11")
        let off = try ask(probe, ["Cookie": cookie])
        #expect(off.text == "control excluded\n" && off.cookies.isEmpty)
    }

    @Test("an experiment that nobody declared is an error in the log, and no variant")
    func unknown() throws {
        let host = TestHost()
        var probe = ExperimentProbe()
        probe.asked = ["chekout"]
        let answer = try ask(probe, ["X-User": "ada"], host: host)
        #expect(answer.text == "none unknown\n" && answer.cookies.isEmpty)
        #expect(host.logged.map(\.level) == [.error])
    }

    @Test("keys of any size and content are keys; an empty one is none", arguments: [1, 7, 8, 9, 100_000])
    func keys(_ size: Int) throws {
        let key = String(repeating: "é", count: size)
        #expect(try ask(ExperimentProbe(), ["X-User": key]).text == ask(ExperimentProbe(), ["X-User": key]).text)
        #expect(try #require(ask(ExperimentProbe(), ["X-User": ""]).cookies.first).split(separator: ".").count == 3)
    }

    @Test("the client's address can be the key")
    func address() throws {
        var probe = ExperimentProbe()
        probe.experiments.keys = [.clientAddress]
        var seen: Set<String> = []
        for number in 0..<20 {
            let host = TestHost()
            host.clientAddress = "10.0.0.\(number)"
            let first = try ask(probe, host: host).text
            #expect(try ask(probe, host: host).text == first)
            seen.insert(first)
        }
        #expect(seen.count == 2)
    }

    @Test("an override needs a signature that the verifier takes")
    func override() throws {
        let wanted: KeyValuePairs<StaticString, String> = [
            "X-User": "ada", "X-Experiment": "dark=on,checkout=fast;s3cret",
        ]
        var probe = ExperimentProbe()
        probe.asked = ["checkout", "dark"]
        let plain = try ask(probe, ["X-User": "ada"])
        #expect(try ask(probe, wanted).text == plain.text)
        for wrong in [nil, "", "s3cre", "s3crets", "S3cret"] as [String?] {
            probe.verifier = .sharedSecret(wrong)
            #expect(try ask(probe, wanted).text == plain.text)
        }
        probe.verifier = .sharedSecret("s3cret")
        let forced = try ask(probe, wanted)
        #expect(forced.text == "fast override\non override\n" && forced.cookies.isEmpty)
        let cookie = pair(SetCookie("ab-override", "dark=on,checkout=fast;s3cret").value)
        #expect(cookie.contains("%3B") && !cookie.contains(";"))
        #expect(try ask(probe, ["X-User": "ada", "Cookie": "a=b; \(cookie)"]).text == forced.text)
        let ended = "ab-override=dark=on,checkout=fast;s3cret"
        #expect(try ask(probe, ["X-User": "ada", "Cookie": ended]).text == plain.text)
        #expect(try ask(probe, ["X-User": "ada", "Cookie": cookie.replacing("s3", with: "S3")]).text == plain.text)
        for nonsense in [
            "", ";", ";s3cret", "checkout;s3cret", "=;s3cret", ",,=,;s3cret", "checkout=none;s3cret", "s3cret",
        ] {
            #expect(try ask(probe, ["X-User": "ada", "X-Experiment": nonsense]).text == plain.text)
        }
    }

    @Test("bots see the control and leave no trace")
    func bots() throws {
        var probe = ExperimentProbe()
        probe.experiments.bots = ["bot", "Spider"]
        let host = TestHost()
        for agent in ["Googlebot/2.1", "BaiduSPIDER", "bot"] {
            let answer = try ask(probe, ["X-User": "ada", "User-Agent": agent], host: host)
            #expect(answer.text == "control bot\n" && answer.cookies.isEmpty)
        }
        #expect(host.logged.isEmpty)
        #expect(try ask(probe, ["X-User": "ada", "User-Agent": "Firefox"]).text.hasSuffix("key\n"))
        #expect(try ask(probe, ["X-User": "ada", "User-Agent": "bo"]).text.hasSuffix("key\n"))
    }

    @Test("who is held out is so in all experiments, and experiments of a layer exclude each other")
    func holdoutAndLayer() throws {
        var probe = ExperimentProbe()
        probe.experiments = Experiments(
            ["one": ["control": 50, "x": 50], "two": ["control": 50, "x": 50], "free": ["control": 50, "x": 50]],
            salt: "s",
            keys: [.header("X-User")],
            layers: [.init("cart", ["one": 50, "two": 30], holdout: .init(percent: 10, salt: "l"))],
            holdout: .init(percent: 20, salt: "h"))
        probe.asked = ["one", "two", "free"]
        var kinds: [String: Int] = [:]
        for user in 0..<400 {
            let origins = try ask(probe, ["X-User": "\(user)"]).text.split(separator: "\n").map {
                $0.split(separator: " ")[1]
            }
            kinds[origins.joined(separator: " "), default: 0] += 1
        }
        #expect(
            Set(kinds.keys) == [
                "holdout holdout holdout", "holdout holdout key", "key excluded key", "excluded key key",
                "excluded excluded key",
            ])
    }

    @Test("who has no key is held out, or in another experiment, for good: by a key that the cookie keeps")
    func keptOut() throws {
        var probe = ExperimentProbe()
        probe.experiments = Experiments(
            ["one": ["control": 50, "x": 50], "two": ["control": 50, "x": 50]], salt: "s",
            layers: [.init("cart", ["one": 40, "two": 30])], holdout: .init(percent: 30, salt: "h"))
        probe.asked = ["one", "two"]
        var seen: Set<String> = []
        for seed in 0..<60 as Range<UInt64> {
            let first = try ask(probe, host: TestHost(seed: seed))
            #expect(first.cookies.count == 2)
            let cookies = first.cookies.map(pair).joined(separator: "; ")
            let second = try ask(probe, ["Cookie": cookies], host: TestHost(seed: seed + 1000))
            #expect(second.text == first.text.replacing("key", with: "cookie") && second.cookies.isEmpty)
            // One of the two is enough.
            probe.asked = ["two", "one"]
            let third = try ask(probe, ["Cookie": pair(first.cookies[0])], host: TestHost(seed: seed + 2000))
            let lines = third.text.replacing("key", with: "cookie").split(separator: "\n")
            #expect(lines.reversed().joined(separator: "\n") + "\n" == second.text)
            probe.asked = ["one", "two"]
            seen.insert(first.text)
        }
        // Held out, in neither, or in one of two variants of one of two.
        #expect(seen.count == 6)
    }

    @Test("who is in an experiment of a layer stays there when another one grows, and leaves it when it is over")
    func keptInLayer() throws {
        func experiments(_ one: Int, _ two: Int) -> Experiments {
            Experiments(
                ["one": ["control": 1, "x": 1], "two": ["control": 1, "x": 1]], salt: "s", keys: [.header("X-User")],
                layers: [.init("cart", ["one": one, "two": two])])
        }
        var probe = ExperimentProbe()
        probe.asked = ["one", "two"]
        var taken = 0
        for user in 0..<60 {
            probe.experiments = experiments(5, 50)
            let before = try ask(probe, ["X-User": "\(user)"])
            guard before.text.hasSuffix("key\n") else { continue }
            probe.experiments = experiments(50, 50)
            if try ask(probe, ["X-User": "\(user)"]).text != before.text { taken += 1 }
            let after = try ask(probe, ["X-User": "\(user)", "Cookie": pair(before.cookies[0])])
            #expect(after.text == before.text.replacing("key", with: "cookie"))
            probe.experiments = experiments(50, 0)
            let over = try ask(probe, ["X-User": "\(user)", "Cookie": pair(before.cookies[0])])
            #expect(over.text.hasSuffix("control excluded\n"))
        }
        #expect(taken > 0)
    }

    @Test("the cache key names each variant, in the declared order")
    func cacheKey() throws {
        let experiments = ExperimentProbe().experiments
        let visitor = experiments.visitor(of: Request("/", headers: ["X-User": "ada"]))
        let checkout = experiments.assign("checkout", to: visitor)
        let price = experiments.assign("price", to: visitor)
        let key = Experiments.cacheKey(price, checkout)
        #expect(key == "checkout=\(checkout.name);price=\(price.name)")
        #expect(key == Experiments.cacheKey(checkout, price) && Experiments.cacheKey() == "")
    }
}

@Suite("Experiments: the same everywhere")
struct DigestTests {
    @Test("a thousand visitors get what they get in WebAssembly")
    func digest() {
        var experiments = Experiments(
            ["four": ["a": 1, "b": 1, "c": 1, "d": 1]], salt: "2026-11", keys: [.header("X-User")])
        experiments.logsExposures = false
        var digest: UInt64 = 0
        for number in 0..<1000 {
            let variant = experiments.assign("four", to: Request("/", headers: ["X-User": "user-\(number)"]))
            digest = digest &* 31 &+ UInt64(variant.nameBytes[0])
        }
        // Printed by a worker that does the same.
        #expect(digest == 2_398_372_570_071_332_752)
    }

    @Test("no bytes of a cookie or an override end in a trap")
    func fuzz() {
        var generator = SystemRandomNumberGenerator()
        let seeds = [
            "fast.0a1b2c3d.0123456789abcdef", "checkout=fast,price=low;s3cret", "ab-checkout=fast.0a1b2c3d; b",
        ]
        let experiment = Experiment("checkout", ["control": 1, "fast": 1], salt: "s")
        for _ in 0..<20_000 {
            var bytes = Array(seeds.randomElement(using: &generator)!.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
                let place = bytes.indices.randomElement(using: &generator)!
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.removeSubrange(place...)
                }
            }
            let text = Bytes(copying: bytes)
            if let cookie = StickyCookie(text) { #expect(cookie.variant.count > 0) }
            _ = text.cookie(experiment.cookieName)
            text.forEachPart(UInt8(ascii: ",")) { part in _ = experiment.index(of: part) }
            _ = Rendezvous.hash(text)
        }
    }
}
