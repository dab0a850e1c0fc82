internal import SwiftletFormats

/// What a bundle says of itself: its worker's name, how to try it, and where it comes from. As JSON, in which all but
/// `format` and a smoke request's `path` may be left out:
///
///     {"format": 1, "name": "shop",
///      "smoke": [{"method": "POST", "path": "/cart?id=7", "headers": [["Host", "shop.example"]], "body": "{}",
///                 "expect": {"status": 200, "headers": [["Content-Type", "text/html"]], "contains": "Soap"}}],
///      "provenance": {"author": "ann", "at": 1790000000, "message": "…", "commit": "…", "toolchain": "…"}}
package struct BundleManifest: Sendable, Equatable {
    static let format: Int64 = 1
    package static let bytesMax = 1 << 20

    package var name: WorkerName?
    package var smoke: [SmokeRequest]
    package var provenance: Provenance

    package init(name: WorkerName? = nil, smoke: [SmokeRequest] = [], provenance: Provenance = Provenance()) {
        self.name = name
        self.smoke = smoke
        self.provenance = provenance
    }

    /// Reads JSON: of a bundle, or what somebody wrote by hand.
    ///
    /// - Parameter place: what it is, for messages.
    package init(json bytes: [UInt8], place: String = "the bundle's manifest") throws(DeployError) {
        guard bytes.count <= Self.bytesMax else {
            throw DeployError(
                .limit, "\(place) has \(bytes.count) bytes of \(Self.bytesMax)", remedy: "declare less in it")
        }
        var manifest = BundleManifest()
        var format: Int64?
        do throws(JSONProblem) {
            try ModelJSON.read(bytes) { json throws(JSONError) in
                let start = json.offset
                try json.members { name, json throws(JSONError) in
                    switch name {
                    case "format":
                        format = try json.integer()
                        if format != Self.format { throw .mismatch(at: json.offset) }
                    case "name": manifest.name = try json.value { try? WorkerName($0) }
                    case "smoke": manifest.smoke = try json.smokeRequests()
                    case "provenance": manifest.provenance = try Provenance(json: &json)
                    default: return false
                    }
                    return true
                }
                if format == nil { throw .missing("format", at: start) }
            }
        } catch {
            if let format, format > Self.format {
                throw DeployError(
                    .input, "\(place) has form \(format); this swiftlet reads \(Self.format)",
                    remedy: "use a later swiftlet")
            }
            throw DeployError(.input, "\(place): \(error.text)", remedy: "correct it there")
        }
        try manifest.check()
        self = manifest
    }

    package func json() throws(DeployError) -> [UInt8] {
        try check()
        let bytes = ModelJSON.text { json in
            json.object { json in
                json.member("format", Self.format)
                json.member("name", name?.text)
                json.key("smoke")
                json.array { json in
                    for request in smoke { request.write(to: &json) }
                }
                json.key("provenance")
                provenance.write(to: &json)
            }
        }
        guard bytes.count <= Self.bytesMax else {
            throw DeployError(
                .limit, "the manifest has \(bytes.count) bytes of \(Self.bytesMax)", remedy: "declare less in it")
        }
        return bytes
    }

    private func check() throws(DeployError) {
        guard smoke.count <= SmokeRequest.countMax else {
            throw DeployError(
                .limit, "there are \(smoke.count) smoke requests of \(SmokeRequest.countMax)", remedy: "declare fewer")
        }
        for (index, request) in smoke.enumerated() { try request.check(index: index) }
        try provenance.check()
    }
}
