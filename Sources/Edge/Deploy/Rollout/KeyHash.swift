/// From a user's key to a bucket of 10,000: the same on every machine and after every restart, and another for every
/// worker, so that who gets one worker's new version does not always get that of the others too.
///
/// The algorithm, for whoever wants to know beforehand which users a share has: FNV-1a of 64 bits (offset basis
/// 0xcbf29ce484222325, prime 0x100000001b3) over the worker's name, mixed (below), is where FNV-1a over the key's bytes
/// begins; what that gives, mixed again, times 10,000 is cut to its upper 64 of 128 bits. To mix: three shifts by 33 bits,
/// each combined by exclusive or, with a multiplication by 0xff51afd7ed558ccd between the first two and by
/// 0xc4ceb9fe1a85ec53 between the last two (the last step of MurmurHash3). FNV-1a alone leaves its upper bits too much
/// alike for keys that differ in the last byte.
///
/// No protection against users who choose their own key: they may choose their bucket. A value; eight bytes.
package struct KeyHash: Equatable, Sendable {
    @usableFromInline let start: UInt64

    /// For one worker.
    package init(worker name: String) {
        var state: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { state = (state ^ UInt64(byte)) &* Self.prime }
        start = Self.mixed(state)
    }

    /// Allocates nothing. `key` may be empty, but who has no key should get no bucket by it: they would all get one.
    @inlinable package func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var state = start
        for index in 0..<key.count { state = unsafe (state ^ UInt64(key[index])) &* Self.prime }
        return Self.mixed(state)
    }

    package func hash(_ key: String) -> UInt64 {
        var state = start
        for byte in key.utf8 { state = (state ^ UInt64(byte)) &* Self.prime }
        return Self.mixed(state)
    }

    /// 0..<10,000. For a request without a key any 64 random bits will do as `hash`.
    @inlinable package static func bucket(of hash: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(Weights.whole)).high)
    }

    @inlinable static var prime: UInt64 { 0x100_0000_01b3 }

    @inlinable static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value ^ (value >> 33)
        mixed &*= 0xff51_afd7_ed55_8ccd
        mixed ^= mixed >> 33
        mixed &*= 0xc4ce_b9fe_1a85_ec53
        return mixed ^ (mixed >> 33)
    }
}
