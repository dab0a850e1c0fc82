import Admin

/// What shadow traffic has shown, as lines of at most 80 columns: what is longer is cut, and whole with `--json`.
struct ShadowText {
    let status: ShadowStatus
    var hasEnded = false

    private static let placeMax = 28
    private static let valueMax = 14

    var text: String {
        let (settings, name) = (status.settings, status.worker)
        var counts = TextList(indent: 2, nameWidth: 9)
        counts.add("mirrored", "\(status.mirrored)\(share)")
        counts.add("compared", "\(status.compared)")
        counts.add("differing", "\(status.differing)\(Self.part(status.differing, of: status.compared))")
        if status.failed > 0 { counts.add("failed", "\(status.failed): \(settings.candidate) trapped or hit a limit") }
        if status.dropped > 0 { counts.add("dropped", "\(status.dropped): no whole copy, or no room") }
        counts.add("ignored", settings.ignore.joined(separator: " "))
        let headline =
            hasEnded
            ? "\(name): no requests are mirrored to \(settings.candidate) any more; what was seen:"
            : "\(name): \(VersionText.share(settings.share)) of its requests are mirrored to \(settings.candidate)"
        return ([headline, counts.text] + differences).joined(separator: "\n")
    }

    private var share: String {
        " in \(TimeText.duration(max(0, TimeText.now - status.since))), mode \(status.settings.subrequests.rawValue)"
    }

    private static func part(_ count: Int, of all: Int) -> String {
        count == 0 || all == 0 ? "" : " (\(TimeText.number(Double(count) / Double(all) * 100)) %)"
    }

    private var differences: [String] {
        guard !status.differences.isEmpty else { return [] }
        var table = TextTable("PLACE", "ANSWERS", "SHARE", "LIVE", "CANDIDATE")
        for difference in status.differences {
            table.add(
                Self.end(of: difference.place), "\(difference.count)", VersionText.share(difference.share),
                Self.value(difference.live), Self.value(difference.candidate))
        }
        return [table.text]
    }

    /// Its last part says most.
    private static func end(of place: String) -> String {
        place.count <= placeMax ? place : "…" + place.suffix(placeMax - 1)
    }

    private static func value(_ text: String?) -> String { (text ?? "–").oneLine.cut(to: valueMax) }
}
