import Admin
import Bench
import Deploy

/// How commands show versions and shares.
enum VersionText {
    static func share(_ percent: Double) -> String { percent == 0 ? "" : "\(TimeText.number(percent)) %" }

    /// "v7 10 %, v6 90 %".
    static func weights(_ weights: Admin.Weights) -> String {
        weights.shares.filter { $0.hundredths > 0 }
            .map { $0.hundredths == 10_000 ? "\($0.version)" : "\($0.version) \(share(Double($0.hundredths) / 100))" }
            .joined(separator: ", ")
    }

    /// "100 %, quarantined for 3m": what it gets, and whether it is out.
    static func standing(_ info: VersionInfo) -> String {
        [share(info.share), info.quarantinedAt.map { "quarantined \(since($0))" } ?? ""].filter { !$0.isEmpty }
            .joined(separator: ", ")
    }

    /// "v7 is quarantined for 3m: it failed too often".
    static func note(_ out: QuarantinedVersion) -> String {
        "\(out.version) is quarantined \(since(out.since)): it failed too often"
    }

    private static func since(_ seconds: Int) -> String {
        "for \(TimeText.duration(max(0, TimeText.now - seconds)))"
    }

    /// The first line of what somebody wrote.
    static func subject(_ message: String?) -> String {
        message?.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }

    /// As much of a commit as git shows.
    static func commit(_ commit: String?) -> String {
        guard let commit else { return "" }
        let hash = commit.prefix { $0.isHexDigit }
        return hash.count == 40 ? String(hash.prefix(9) + commit.dropFirst(40)) : commit
    }

    /// - Parameter option: whose value it is; nil: an argument's.
    static func parse(_ text: String, _ option: String? = nil) throws(CommandError) -> VersionID {
        guard let version = VersionID(text: text) else {
            throw .usage("\(option.map { "\($0): " } ?? "")\(Quoted.text(text)) is no version: write v7")
        }
        return version
    }

    /// Their name, as a worker's may be.
    static func checkWorker(_ name: String) throws(CommandError) {
        guard OperationTable.isName(name) else {
            throw .usage(
                "\(Quoted.text(name)) is no worker's name: write up to 64 letters, digits, - _ and .")
        }
    }
}
