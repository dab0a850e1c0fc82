internal import SwiftletFormats

extension VersionRecord {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("worker", worker.text)
            json.member("version", number.description)
            json.member("module", content.module.description)
            json.member("module_bytes", content.moduleBytes)
            json.key("settings")
            content.settings.write(to: &json)
            json.key("smoke")
            json.array { json in
                for request in content.smoke { request.write(to: &json) }
            }
            json.key("provenance")
            content.provenance.write(to: &json)
            json.member("signed_by", content.signedBy)
            json.member("created", content.created)
            json.member("based_on", content.basedOn?.description)
        }
    }

    init(json: inout JSONReader) throws(JSONError) {
        var (worker, number, module): (WorkerName?, VersionNumber?, ModuleDigest?)
        var (moduleBytes, created): (UInt32?, Int64?)
        var (settings, smoke, provenance): (VersionSettings?, [SmokeRequest], Provenance) = (nil, [], Provenance())
        var (signedBy, basedOn): (String?, VersionNumber?)
        let start = json.offset
        try json.members { name, json throws(JSONError) in
            switch name {
            case "worker": worker = try json.value { try? WorkerName($0) }
            case "version": number = try json.version()
            case "module": module = try json.value { ModuleDigest(text: $0) }
            case "module_bytes": moduleBytes = try json.decode()
            case "settings": settings = try VersionSettings(json: &json)
            case "smoke": smoke = try json.smokeRequests()
            case "provenance": provenance = try Provenance(json: &json)
            case "signed_by": signedBy = try json.decode(String.self)
            case "created": created = try json.integer()
            case "based_on": basedOn = try json.version()
            default: return false
            }
            return true
        }
        for (index, request) in smoke.enumerated() where (try? request.check(index: index)) == nil {
            throw .mismatch(at: start)
        }
        guard let worker else { throw .missing("worker", at: start) }
        guard let number else { throw .missing("version", at: start) }
        guard let module else { throw .missing("module", at: start) }
        guard let moduleBytes else { throw .missing("module_bytes", at: start) }
        guard let settings else { throw .missing("settings", at: start) }
        guard let created else { throw .missing("created", at: start) }
        self.init(
            worker: worker, number: number,
            content: VersionDraft(
                module: module, moduleBytes: Int(moduleBytes), settings: settings, smoke: smoke,
                provenance: provenance, signedBy: signedBy, created: created, basedOn: basedOn))
    }
}
