/// Hostile variants of a text: for parsers, which must neither trap nor take long, whatever they are given.
///
/// The same ones in every run.
struct Mutations: Sequence, IteratorProtocol {
    let seeds: [[UInt8]]
    /// What else is put in: the parser's own delimiters.
    let extra: [UInt8]
    private var left: Int
    private var state: UInt64

    init(of seeds: [String], extra: String, count: Int = 20_000, seed: UInt64 = 1) {
        self.seeds = seeds.map { text in Array(text.utf8) }
        self.extra = Array(extra.utf8) + [0, 0xff, 0xc3, 0x0d, 0x0a, 0x7f]
        left = count
        state = seed
    }

    mutating func next() -> [UInt8]? {
        guard left > 0 else { return nil }
        left -= 1
        var bytes = seeds[random(seeds.count)]
        for _ in 0...random(4) {
            let place = random(bytes.count + 1)
            switch random(5) {
            case 0: bytes.insert(extra[random(extra.count)], at: place)
            case 1: bytes.insert(UInt8(random(256)), at: place)
            case 2: if place < bytes.count { bytes.remove(at: place) }
            case 3: bytes.removeSubrange(place...)
            default:
                let other = seeds[random(seeds.count)]
                bytes.insert(contentsOf: other[random(other.count + 1)...], at: place)
            }
        }
        return bytes
    }

    /// Below `bound`.
    private mutating func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}
