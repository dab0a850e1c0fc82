import Testing

@testable import Deploy

@Suite("Signed version overrides")
struct VersionOverrideTests {
    private let key = Result { try OverrideKey(Array(0..<32)) }
    private let now: Int64 = 1_790_000_000
    private let shop = VersionOverride(worker: "shop", version: 7, expires: 1_790_003_600)

    @Test("what was signed is believed until it expires")
    func believed() throws {
        let header = try shop.header(key: key.get(), now: now)
        #expect(header.hasPrefix("shop=v7; expires=1790003600; signature="))
        #expect(try verify(header, now) == shop)
        #expect(try verify(header, shop.expires - 1) == shop)
        #expect(throws: VersionOverride.Refusal.expired(0)) { try verify(header, shop.expires) }
        #expect(throws: VersionOverride.Refusal.expired(10)) { try verify(header, shop.expires + 10) }
        // A clock set back does not make it last longer than allowed.
        #expect(throws: VersionOverride.Refusal.tooLong(1_790_003_600)) { try verify(header, 0) }
        #expect(throws: VersionOverride.Refusal.tooLong(.max)) { try verify(header, .min) }
    }

    // HMAC-SHA256 by Python's hmac, over "swiftlet-version\0shop=v7; expires=1790003600", key 00 01 … 1f.
    @Test("the signature is the documented one")
    func vector() throws {
        let header = try shop.header(key: key.get(), now: now)
        #expect(header == "shop=v7; expires=1790003600; signature=oyvS_mKUOiaWP2Vyohe33nY058RglHczGr2Iuo0kL2U")
    }

    @Test("an override for too long or for no time is not made")
    func lifetime() throws {
        let longest = VersionOverride(worker: "shop", version: 7, expires: now + 7 * 86_400)
        #expect(try verify(longest.header(key: key.get(), now: now), now) == longest)
        for expires in [now + 7 * 86_400 + 1, now, now - 1, .min, .max] {
            let override = VersionOverride(worker: "shop", version: 7, expires: expires)
            #expect(throws: RolloutError.self) { try override.header(key: key.get(), now: now) }
        }
        #expect(throws: RolloutError.self) { try shop.header(key: key.get(), now: .min) }
    }

    @Test("another key, or a change of any byte, is refused")
    func changed() throws {
        let header = try shop.header(key: key.get(), now: now)
        let other = try OverrideKey(Array(1...32))
        #expect(throws: VersionOverride.Refusal.signature) {
            try VersionOverride(verifying: Array(header.utf8), key: other, now: now)
        }
        for index in header.utf8.indices {
            for flip: UInt8 in [1, 2, 4, 0x20, 0x80] {
                var bytes = Array(header.utf8)
                bytes[header.utf8.distance(from: header.startIndex, to: index)] ^= flip
                #expect(throws: VersionOverride.Refusal.self) {
                    _ = try VersionOverride(verifying: bytes, key: key.get(), now: now)
                }
            }
        }
    }

    @Test("texts cut, doubled and mixed are refused without a trap")
    func hostile() throws {
        let header = Array(try shop.header(key: key.get(), now: now).utf8)
        var random = SplitMix(seed: 3)
        for _ in 0..<5000 {
            var bytes = header
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let from = Int.random(in: 0...bytes.count, using: &random)
                let to = Int.random(in: from...bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.removeSubrange(from..<to)
                case 1: bytes.insert(contentsOf: bytes[from..<to], at: from)
                case 2: bytes.insert(Array(";= \0\u{FF}".utf8).randomElement(using: &random) ?? 0, at: from)
                default: bytes.insert(contentsOf: "99999999999999999999".utf8, at: from)
                }
            }
            if bytes == header { continue }
            #expect(throws: VersionOverride.Refusal.self) {
                _ = try VersionOverride(verifying: bytes, key: key.get(), now: now)
            }
        }
    }

    @Test(
        "what is not of the form is refused with the part that is not",
        arguments: [
            ("", "it is not WORKER=vN"), ("shop=v7", "it is not WORKER=vN"), ("=v7; expires=1; signature=", "name"),
            ("../x=v7; expires=1; signature=", "name"), ("shop=7; expires=1; signature=", "version"),
            ("shop=v7;expires=1; signature=", "expires"), ("shop=v7; expires=-1; signature=", "expires"),
            ("shop=v7; expires=9223372036854775808; signature=", "expires"),
            ("shop=v7; expires=1; Signature=", "signature"), ("shop=v7; expires=1; signature=;", "it is not"),
        ])
    func form(text: String, part: String) throws {
        let refusal = #expect(throws: VersionOverride.Refusal.self) { try verify(text, now) }
        #expect(refusal?.description.contains(part) == true, "\(refusal?.description ?? "")")
    }

    @Test("a key is of 32 to 1,024 bytes and does not show itself")
    func keys() throws {
        #expect(throws: RolloutError.self) { try OverrideKey([UInt8](repeating: 1, count: 31)) }
        #expect(throws: RolloutError.self) { try OverrideKey([UInt8](repeating: 1, count: 1025)) }
        var dumped = ""
        dump(try key.get(), to: &dumped)
        let shown = "\(try key.get())"
        #expect(!dumped.contains("30") && !shown.contains("30"))
    }

    private func verify(_ header: String, _ now: Int64) throws -> VersionOverride {
        try VersionOverride(verifying: Array(header.utf8), key: key.get(), now: now)
    }
}
