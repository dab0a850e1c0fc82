extension Bytes {
    /// Whether these bytes and `other` are the same, found out in a time that depends on their lengths alone: for
    /// tokens, signatures and passwords, of which `==` would tell an attacker how far a guess is right.
    @inline(never)
    @export(interface)
    public func isEqualInConstantTime(to other: Bytes) -> Bool {
        guard count == other.count else { return false }
        var difference: UInt8 = 0
        for index in 0..<count { unsafe difference |= start[index] ^ other.start[index] }
        return difference == 0
    }
}
