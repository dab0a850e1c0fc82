internal import Admin
internal import Deploy
internal import Isolate

extension Shadow {
    private static let placesShown = 3

    /// For who watches: where this answer differs.
    func note(_ diff: ResponseDiff, _ request: MirroredRequest) -> TailLine {
        let places = diff.differences.prefix(Self.placesShown).map { Self.place($0.place) }
        let more = diff.differences.count - places.count
        var line = TailLine()
        line.kind = .event
        line.at = TailLine.now
        line.worker = candidate.deployment.name
        line.version = settings.candidate
        line.requestID = request.requestID.description
        line.message =
            "its answer to \(request.label) differs at \(places.joined(separator: ", "))"
            + (more > 0 ? " and \(more) more places" : "")
        return line
    }
}
