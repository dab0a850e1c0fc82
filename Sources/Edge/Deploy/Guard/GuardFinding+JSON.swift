package import SwiftletFormats

/// `{"guard": "p99<+10%", "verdict": "kept", "candidate": …, "baseline": …, "candidate_requests": …, "sentence": …}`: values
/// are shares of 1 for errors and nanoseconds for all else; of a baseline that is not compared with there is none.
extension GuardFinding: JSONEncodable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("guard", rule.text)
            json.member("verdict", verdict.word)
            json.member("candidate", candidateValue)
            json.member("baseline", baselineValue)
            json.member("candidate_requests", candidateRequests)
            if baselineValue != nil { json.member("baseline_requests", baselineRequests) }
            if case .tooFew(let candidate, let baseline) = verdict {
                json.member("candidate_missing", candidate)
                json.member("baseline_missing", baseline)
            }
            json.member("sentence", sentence)
        }
    }
}

extension GuardFinding.Verdict {
    package var word: String {
        switch self {
        case .tooFew: "too_few"
        case .kept: "kept"
        case .broken: "broken"
        }
    }
}
