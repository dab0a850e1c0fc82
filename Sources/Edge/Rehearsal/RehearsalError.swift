/// Why there is nothing to rehearse: what was asked is no request, or what stands for an origin no response.
package struct RehearsalError: Error, CustomStringConvertible {
    /// What is wrong, for whoever knows how its user wrote it.
    package enum Part: String, Sendable {
        case request, url, header, origin
    }

    package var part: Part
    /// The part as it was given; empty of a whole request, which `problem` names itself.
    package var value: String
    /// With what to do.
    package var problem: String

    package init(_ part: Part, _ value: String, _ problem: String) {
        self.part = part
        self.value = value
        self.problem = problem
    }

    /// Of the request as a whole.
    package init(_ problem: String) { self.init(.request, "", problem) }

    package var description: String {
        switch part {
        case .request: problem
        case .header: "header \"\(value)\": \(problem)"
        case .url, .origin: "\(part.rawValue) \(value): \(problem)"
        }
    }
}
