package import SwiftletFormats

/// What share of a worker's users each of its versions gets; together 100 %.
///
/// As JSON an object of percents with at most two decimals: `{"v7": 10, "v6": 90}`.
package struct Weights: AdminValue, Equatable {
    package struct Share: Equatable, Sendable {
        package var version: VersionID
        /// Hundredths of a percent, 0 to 10,000.
        package var hundredths: Int

        package init(_ version: VersionID, hundredths: Int) {
            self.version = version
            self.hundredths = hundredths
        }
    }

    /// In falling order of versions, each once; shares of 0 are kept as they were given.
    package private(set) var shares: [Share] = []

    /// None: a worker that has no version yet.
    package init() {}

    package init(_ shares: [Share]) {
        self.shares = shares.sorted { $0.version > $1.version }
    }

    package func encode(to json: inout JSONWriter) {
        json.object { json in
            for share in shares {
                share.version.description.withUTF8Bytes { json.key(utf8: $0) }
                if share.hundredths % 100 == 0 {
                    json.value(share.hundredths / 100)
                } else {
                    json.value(Double(share.hundredths) / 100)
                }
            }
        }
    }

    package init(reading node: JSONNode, strict: Bool) throws(ReadProblem) {
        guard case .object(let members) = node else {
            throw ReadProblem("is \(node.kind), not an object as {\"v7\": 10, \"v6\": 90}")
        }
        var shares: [Share] = []
        for member in members {
            do throws(ReadProblem) {
                guard let version = VersionID(text: member.key) else {
                    throw ReadProblem("is no version: write v7")
                }
                let percent = try Double(reading: member.value, strict: strict)
                guard 0...100 ~= percent else { throw ReadProblem("is \(percent) %; a share is 0 to 100 %") }
                let hundredths = (percent * 100).rounded()
                guard abs(hundredths - percent * 100) < 1e-6 else {
                    throw ReadProblem("is \(percent) %; a share has at most two decimals").ofMeaning
                }
                shares.append(Share(version, hundredths: Int(hundredths)))
            } catch {
                throw error.within(member.key)
            }
        }
        self.init(shares)
    }

    /// Why these cannot be asked for; nil: they can.
    package var problem: ReadProblem? {
        if shares.isEmpty { return ReadProblem("names no version") }
        let sum = shares.reduce(0) { $0 + $1.hundredths }
        guard sum == 10_000 else {
            return ReadProblem("adds up to \(Double(sum) / 100) %, not 100 %")
        }
        return nil
    }

    package static func schema(in schemas: inout SchemaSet) -> JSONSchema {
        .keyed(pattern: VersionID.pattern, .number(0...100))
    }
}
