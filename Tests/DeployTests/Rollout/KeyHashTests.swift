import Testing

@testable import Deploy

@Suite("Hash of a user's key")
struct KeyHashTests {
    // Figures of an implementation apart, in Python, from the description alone.
    @Test("hashes are those of the documented algorithm, for ever")
    func vectors() {
        for (worker, key, value, bucket) in Self.known {
            #expect(KeyHash(worker: worker).hash(key) == value, "\(worker) \(key)")
            #expect(KeyHash.bucket(of: value) == bucket)
        }
    }

    @Test("bytes and text hash alike, and every bucket is below 10,000")
    func bytes() {
        let hash = KeyHash(worker: "shop")
        for key in ["", "a", "user-1", "größer", String(repeating: "x", count: 1000)] {
            let bytes = Array(key.utf8)
            #expect(unsafe bytes.withUnsafeBytes { unsafe hash.hash($0) } == hash.hash(key))
        }
        #expect(KeyHash.bucket(of: 0) == 0)
        #expect(KeyHash.bucket(of: .max) == 9999)
    }

    @Test("buckets are as even as chance makes them, and one worker's say nothing of another's")
    func even() {
        let one = KeyHash(worker: "shop")
        let other = KeyHash(worker: "cart")
        var counts = [Int](repeating: 0, count: 100)
        var both = 0
        let keys = 200_000
        for number in 0..<keys {
            // Keys that differ in their last digits alone, as those of users do.
            let key = "\(1_000_000 + number)"
            let bucket = KeyHash.bucket(of: one.hash(key))
            counts[Int(bucket / 100)] += 1
            if bucket < 1000, KeyHash.bucket(of: other.hash(key)) < 1000 { both += 1 }
        }
        let mean = Double(keys) / 100
        let chiSquare = counts.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) / mean }
        // 99 degrees of freedom: above 171 by chance once in 100,000 times.
        #expect(chiSquare < 171)
        // A tenth of a tenth, within five standard deviations.
        #expect(abs(Double(both) - 2000) < 5 * (2000 * 0.99).squareRoot())
    }

    private static let known: [(String, String, UInt64, UInt32)] = [
        ("shop", "", 0x4c47_eaab_a485_49c5, 2979),
        ("shop", "a", 0xfdc0_26fb_36dd_7439, 9912),
        ("shop", "user-42", 0x37f6_772e_ab5c_6493, 2186),
        ("cart", "user-42", 0xa145_7005_0757_7734, 6299),
        ("a.b-c", "203.0.113.7", 0x17b5_a444_e8ff_1932, 926),
        ("shop", "größer", 0x80b5_ccaa_ea25_1c4f, 5027),
    ]
}
