internal import SwiftletFormats

extension VersionSettings {
    /// Names of one kind in one version.
    static let namesMax = 1024

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("origins", origins)
            json.key("variables")
            Self.write(variables, to: &json)
            json.key("secrets")
            Self.write(secrets.mapValues(\.description), to: &json)
            json.key("limits")
            Self.write(limits, to: &json)
        }
    }

    /// In the order of the names: the same settings are the same bytes.
    private static func write(_ entries: [String: String], to json: inout JSONWriter) {
        json.object { json in
            for (name, value) in entries.sorted(by: { $0.key < $1.key }) {
                json.key(JSONString(name))
                json.value(value)
            }
        }
    }

    init(json: inout JSONReader) throws(JSONError) {
        var settings = VersionSettings()
        try json.members { name, json throws(JSONError) in
            switch name {
            case "origins":
                settings.origins = try json.list(max: Self.namesMax) { json throws(JSONError) in try json.decode() }
            case "variables":
                try json.entries(max: Self.namesMax) { name, json throws(JSONError) in
                    settings.variables[name] = try json.decode(String.self)
                }
            case "secrets":
                try json.entries(max: Self.namesMax) { name, json throws(JSONError) in
                    settings.secrets[name] = try json.value { SecretFingerprint(text: $0) }
                }
            case "limits":
                try json.entries(max: Self.namesMax) { name, json throws(JSONError) in
                    settings.limits[name] = try json.decode(String.self)
                }
            default: return false
            }
            return true
        }
        self = settings
    }
}
