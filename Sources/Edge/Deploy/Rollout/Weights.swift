/// Which versions of a worker get which share of its requests: `v6=90 v7=10`.
///
/// Shares are hundredths of a percent, which is what a bucket of an `Assignment` is. Always 100 % together. A value.
package struct Weights: Equatable, Sendable {
    package struct Share: Equatable, Sendable {
        package let version: UInt32
        /// Of a percent, 1...10,000.
        package let hundredths: UInt32
    }

    /// Of a percent: the whole.
    package static let whole: UInt32 = 10_000

    /// Ascending by version, none of them 0.
    package let shares: [Share]

    /// All to one version. `version` is at least 1.
    package init(only version: UInt32) {
        shares = [Share(version: version, hundredths: Self.whole)]
    }

    /// Hundredths of a percent by version, in any order; those of 0 are left out.
    package init(hundredths: [(version: UInt32, hundredths: UInt32)]) throws(RolloutError) {
        var shares: [Share] = []
        var sum: UInt64 = 0
        for (version, hundredths) in hundredths.sorted(by: { $0.version < $1.version }) {
            if version == 0 {
                throw RolloutError("there is no version v0", remedy: "versions begin with v1")
            }
            sum += UInt64(hundredths)
            if shares.last?.version == version {
                throw RolloutError("v\(version) has two shares", remedy: "name each version once")
            }
            if hundredths > 0 { shares.append(Share(version: version, hundredths: hundredths)) }
        }
        guard sum == UInt64(Self.whole) else {
            let given = hundredths.isEmpty ? "there are no shares" : "the shares add up to \(Self.percent(sum)) %"
            throw RolloutError(given, remedy: "make them 100 % together, as in \"v6=90 v7=10\"")
        }
        guard shares.count <= RolloutLimits.versionsMax else {
            throw RolloutError(
                "\(shares.count) versions have a share",
                remedy: "give shares to at most \(RolloutLimits.versionsMax) versions")
        }
        self.shares = shares
    }

    /// Reads `v6=90 v7=10`: percent with up to two decimals, a space between; in any order.
    package init(parsing text: String) throws(RolloutError) {
        guard text.utf8.count <= RolloutLimits.weightsBytesMax else {
            throw RolloutError(
                "the weights are \(text.utf8.count) bytes long",
                remedy: "write at most \(RolloutLimits.weightsBytesMax), as in \"v6=90 v7=10\"")
        }
        var hundredths: [(version: UInt32, hundredths: UInt32)] = []
        for part in text.utf8.split(separator: UInt8(ascii: " ")) {
            let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else {
                throw RolloutError(
                    "\(Quoted.text(Substring(part))) is no share of a version",
                    remedy: "write the version, \"=\" and its percent, as in \"v7=10\"")
            }
            guard let version = VersionNumber(utf8: sides[0])?.value else {
                throw RolloutError(
                    "\(Quoted.text(Substring(sides[0]))) is no version",
                    remedy: "write \"v\" and its number, as in \"v7=10\"")
            }
            guard let share = Self.hundredths(ofPercent: sides[1]) else {
                throw RolloutError(
                    "\(Quoted.text(Substring(sides[1]))) is no share for v\(version)",
                    remedy: "write a percent from 0 to 100 with at most two decimals, as in \"v7=12.5\"")
            }
            hundredths.append((version, share))
        }
        try self.init(hundredths: hundredths)
    }

    /// What `init(parsing:)` reads; ascending by version.
    package var text: String {
        shares.map { "v\($0.version)=\(Self.percent(UInt64($0.hundredths)))" }.joined(separator: " ")
    }

    /// 0 for a version without a share.
    package func hundredths(of version: UInt32) -> UInt32 {
        shares.first { $0.version == version }?.hundredths ?? 0
    }

    /// `12.5` of 1,250: as few decimals as it needs.
    package static func percent(_ hundredths: UInt64) -> String {
        let rest = hundredths % 100
        let text = "\(hundredths / 100)"
        if rest == 0 { return text }
        return rest % 10 == 0 ? "\(text).\(rest / 10)" : "\(text).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// 1,250 of `12.5`; nil for what is no percent from 0 to 100 with at most two decimals.
    package static func hundredths(ofPercent text: some Collection<UInt8>) -> UInt32? {
        let sides = text.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = sides.first, let whole = WholeNumber.parse(first, max: 100) else { return nil }
        var decimals: UInt32 = 0
        if sides.count == 2 {
            let digits = sides[1]
            guard 1...2 ~= digits.count, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
                return nil
            }
            for digit in digits { decimals = decimals * 10 + UInt32(digit - UInt8(ascii: "0")) }
            if digits.count == 1 { decimals *= 10 }
        }
        let hundredths = UInt32(whole) * 100 + decimals
        return hundredths <= Self.whole ? hundredths : nil
    }
}
