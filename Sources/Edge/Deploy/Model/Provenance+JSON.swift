internal import SwiftletFormats

extension Provenance {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("author", author)
            json.member("at", at)
            json.member("message", message)
            json.member("commit", commit)
            json.member("toolchain", toolchain)
        }
    }

    init(json: inout JSONReader) throws(JSONError) {
        var provenance = Provenance()
        try json.members { name, json throws(JSONError) in
            switch name {
            case "author": provenance.author = try json.decode(String.self)
            case "at": provenance.at = try json.integer()
            case "message": provenance.message = try json.decode(String.self)
            case "commit": provenance.commit = try json.decode(String.self)
            case "toolchain": provenance.toolchain = try json.decode(String.self)
            default: return false
            }
            return true
        }
        self = provenance
    }
}
