/// The line of the log that says who was given what: `exposure experiment=checkout variant=fast visitor=9f8a… stamp=…`.
///
/// Written once for an assignment, not for each request of somebody who has the cookie. The visitor is a hash.
enum Exposure {
    static func log(_ experiment: Experiment, _ index: Int, _ visitor: Visitor) {
        var line: [UInt8] = []
        line.reserveCapacity(128)
        line.append(contentsOf: Bytes("exposure experiment="))
        line.append(contentsOf: experiment.name)
        line.append(contentsOf: Bytes(" variant="))
        line.append(contentsOf: experiment.variants[index])
        line.append(contentsOf: Bytes(" visitor="))
        StickyCookie.append(visitor.key, 16, to: &line)
        line.append(contentsOf: Bytes(" stamp="))
        StickyCookie.append(UInt64(experiment.stamp), 8, to: &line)
        unsafe line.withUnsafeBytes { buffer in unsafe Host.log(.info, buffer) }
    }
}
