/// Shadow traffic, as it is asked for: requests are mirrored to a version whose answers nobody gets.
package struct ShadowRequest: AdminRecord {
    package enum Subrequests: String, AdminWord {
        /// Fail.
        case block
        /// Get the answers that the live version got.
        case mock
        /// Only GET and HEAD go out.
        case readOnly = "read-only"
    }

    package var candidate = VersionID(1)
    /// In percent.
    package var share = 100.0
    package var subrequests = Subrequests.block
    /// JSON Pointers with `*` for any key or index, and `header:` names.
    package var ignore: [String] = []

    package init() {}

    package static let about: StaticString = "Which requests are mirrored to which version."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("candidate", &candidate, "The version that gets them too.")
        visitor.defaulted("share", &share, "Of the requests, in percent.", as: .number(AdminLimits.sharePercent))
        visitor.defaulted("subrequests", &subrequests, "What becomes of its requests to origins.")
        visitor.defaulted(
            "ignore", &ignore, "What is not compared: /items/*/at, header:date.",
            as: .counted(.array(.string), 0...AdminLimits.ignoreRulesMax))
    }

    package var problem: ReadProblem? {
        guard AdminLimits.sharePercent.contains(share) else {
            return ReadProblem("is not between 0.01 and 100").within("share")
        }
        guard ignore.count <= AdminLimits.ignoreRulesMax else {
            return ReadProblem("has \(ignore.count) rules; write at most \(AdminLimits.ignoreRulesMax)")
                .within("ignore")
        }
        return nil
    }
}

/// A place where answers differ.
package struct ShadowDifference: AdminRecord {
    /// "status", "header:etag", "/items/*/price".
    package var place = ""
    package var count = 0
    /// Of the answers that were compared, in percent.
    package var share = 0.0
    package var live: String?
    package var candidate: String?
    /// Seconds since 1970.
    package var firstSeen = 0

    package init() {}

    package static let about: StaticString = "A place where answers differ, and an example."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("place", &place, "status, header:NAME, a path in the body, or forward.… in what is sent on.")
        visitor.member("count", &count, "How many answers differ there.")
        visitor.member("share", &share, "Of the answers that were compared, in percent.")
        visitor.member("live", &live, "What the live version said; left out: nothing.")
        visitor.member("candidate", &candidate, "What the candidate said; left out: nothing.")
        visitor.member("first_seen", &firstSeen, "Seconds since 1970.")
    }
}

package struct ShadowStatus: AdminRecord {
    package var worker = ""
    package var settings = ShadowRequest()
    /// Seconds since 1970.
    package var since = 0
    package var mirrored = 0
    package var compared = 0
    package var differing = 0
    /// There was no whole copy of it, or no room.
    package var dropped = 0
    /// The candidate trapped, threw or hit a limit.
    package var failed = 0
    package var differences: [ShadowDifference] = []

    package init() {}

    package static let about: StaticString = "Shadow traffic and what it has shown."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("worker", &worker, "The worker's name.")
        visitor.member("settings", &settings, "What was asked for.")
        visitor.member("since", &since, "Seconds since 1970.")
        visitor.member("mirrored", &mirrored, "Requests that the candidate got too.")
        visitor.member("compared", &compared, "Answers that were compared.")
        visitor.member("differing", &differing, "Those that differ.")
        visitor.member("dropped", &dropped, "Requests of which there was no whole copy, or no room for it.")
        visitor.member("failed", &failed, "Runs of the candidate that trapped, threw or hit a limit.")
        visitor.member("differences", &differences, "By place, the most frequent first.")
    }
}
