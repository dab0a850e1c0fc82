/// Weighted rendezvous hashing: every candidate draws a number from the visitor's key, and the smallest of -ln(u)/weight
/// wins (Thaler and Ravishankar's highest random weight, with the weights of CRUSH's straw2).
///
/// The share of a candidate is its part of all weights. Somebody moves from one candidate to another only if the other's
/// weight has grown in relation to the first's.
///
/// Only integers and IEEE 754 basic operations, so that a visitor is the same in WebAssembly, in a test and tomorrow.
struct Rendezvous {
    struct Candidate {
        /// Of its name and of all it is in: what makes its draws independent of all others.
        var seed: UInt64
        var weight: Double
    }

    var candidates: [Candidate] = []

    /// The place of the winner; nil where no candidate has a weight.
    func winner(_ key: UInt64) -> Int? {
        var winner: Int?
        var best = Double.infinity
        for place in 0..<candidates.count where candidates[place].weight > 0 {
            let candidate = candidates[place]
            let score = Rendezvous.exponential(Rendezvous.draw(key, candidate.seed)) / candidate.weight
            if score < best {
                best = score
                winner = place
            }
        }
        return winner
    }

    // MARK: hashes

    /// 64 bits of any number of bytes, eight at a time (the multiply-and-shift scheme of fasthash).
    static func hash(_ bytes: Bytes, seed: UInt64 = 0) -> UInt64 {
        let factor: UInt64 = 0x880355f21e6d1965
        var hash = seed ^ (UInt64(truncatingIfNeeded: bytes.count) &* factor)
        unsafe bytes.withUnsafeBytes { buffer in
            var place = 0
            while place &+ 8 <= buffer.count {
                let word = unsafe UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                hash = (hash ^ stir(word)) &* factor
                place &+= 8
            }
            guard place < buffer.count else { return }
            var rest: UInt64 = 0
            while place < buffer.count {
                rest = unsafe rest &<< 8 | UInt64(buffer[place])
                place &+= 1
            }
            hash = (hash ^ stir(rest)) &* factor
        }
        return stir(hash)
    }

    @inline(__always)
    private static func stir(_ word: UInt64) -> UInt64 {
        var word = word
        word ^= word &>> 23
        word = word &* 0x2127599bf4325c37
        return word ^ (word &>> 47)
    }

    /// The bits that a key draws for a seed: two rounds of Stafford's mixer, so that neighbouring keys and seeds share nothing.
    @inline(__always)
    static func draw(_ key: UInt64, _ seed: UInt64) -> UInt64 {
        mix(mix(key ^ seed) &+ seed)
    }

    @inline(__always)
    private static func mix(_ word: UInt64) -> UInt64 {
        var word = word
        word = (word ^ (word &>> 30)) &* 0xbf58476d1ce4e5b9
        word = (word ^ (word &>> 27)) &* 0x94d049bb133111eb
        return word ^ (word &>> 31)
    }

    /// A number in 0..<1 of random bits.
    static func unit(_ bits: UInt64) -> Double {
        Double(bits &>> 11) * 0x1p-53
    }

    // MARK: logarithm

    /// -ln(u), where u is the middle of the interval of 2^-52 that the upper 52 bits name: never 0, never infinite.
    @inline(__always)
    static func exponential(_ bits: UInt64) -> Double {
        // An odd number of 53 bits: exact as a Double.
        let whole = Double((bits &>> 12) &<< 1 | 1)
        let pattern = whole.bitPattern
        var exponent = Int(truncatingIfNeeded: pattern &>> 52) &- 1023 &- 53
        // 1..<2, then about 0.7..<1.4, where the series below is short.
        var mantissa = Double(bitPattern: pattern & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000)
        if mantissa > 1.4142135623730951 {
            mantissa *= 0.5
            exponent &+= 1
        }
        // ln m = 2 artanh s, |s| < 0.172: what is left out is below 2^-52.
        let s = (mantissa - 1) / (mantissa + 1)
        let z = s * s
        var series: Double = 1.0 / 19
        series = series * z + 1.0 / 17
        series = series * z + 1.0 / 15
        series = series * z + 1.0 / 13
        series = series * z + 1.0 / 11
        series = series * z + 1.0 / 9
        series = series * z + 1.0 / 7
        series = series * z + 1.0 / 5
        series = series * z + 1.0 / 3
        series = series * z + 1
        return -(Double(exponent) * 0.6931471805599453 + 2 * s * series)
    }
}
