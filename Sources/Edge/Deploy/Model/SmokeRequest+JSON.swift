internal import SwiftletFormats

extension SmokeRequest {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("method", method)
            json.member("path", path)
            if !headers.isEmpty {
                json.key("headers")
                Self.write(headers, to: &json)
            }
            json.member("body", body)
            json.key("expect")
            json.object { json in
                json.member("status", expect.status)
                if !expect.headers.isEmpty {
                    json.key("headers")
                    Self.write(expect.headers, to: &json)
                }
                json.member("contains", expect.contains)
            }
            if !origins.isEmpty {
                json.key("origins")
                json.array { json in
                    for origin in origins { Self.write(origin, to: &json) }
                }
            }
        }
    }

    private static func write(_ origin: Origin, to json: inout JSONWriter) {
        json.object { json in
            json.member("origin", origin.origin)
            json.member("status", origin.status)
            if !origin.headers.isEmpty {
                json.key("headers")
                write(origin.headers, to: &json)
            }
            json.member("body", origin.body)
        }
    }

    /// Pairs, because a name may come twice.
    private static func write(_ headers: [Header], to json: inout JSONWriter) {
        json.array { json in
            for header in headers {
                json.array { json in
                    json.value(header.name)
                    json.value(header.value)
                }
            }
        }
    }

    init(json: inout JSONReader) throws(JSONError) {
        var request = SmokeRequest(path: "")
        let start = json.offset
        try json.members { name, json throws(JSONError) in
            switch name {
            case "method": request.method = try json.decode()
            case "path": request.path = try json.decode()
            case "headers": request.headers = try Self.headers(&json)
            case "body": request.body = try json.decode(String.self)
            case "expect":
                try json.members { name, json throws(JSONError) in
                    switch name {
                    case "status": request.expect.status = try json.decode(Int.self)
                    case "headers": request.expect.headers = try Self.headers(&json)
                    case "contains": request.expect.contains = try json.decode(String.self)
                    default: return false
                    }
                    return true
                }
            case "origins":
                request.origins = try json.list(max: Self.originsMax) { json throws(JSONError) in
                    try Self.origin(&json)
                }
            default: return false
            }
            return true
        }
        guard !request.path.isEmpty else { throw .missing("path", at: start) }
        self = request
    }

    private static func origin(_ json: inout JSONReader) throws(JSONError) -> Origin {
        var origin = Origin("")
        let start = json.offset
        try json.members { name, json throws(JSONError) in
            switch name {
            case "origin": origin.origin = try json.decode()
            case "status": origin.status = try json.decode()
            case "headers": origin.headers = try Self.headers(&json)
            case "body": origin.body = try json.decode(String.self)
            default: return false
            }
            return true
        }
        guard !origin.origin.isEmpty else { throw .missing("origin", at: start) }
        return origin
    }

    private static func headers(_ json: inout JSONReader) throws(JSONError) -> [Header] {
        try json.list(max: headersMax) { json throws(JSONError) in
            let start = json.offset
            let pair = try json.list(max: 2) { json throws(JSONError) in try json.decode(String.self) }
            guard pair.count == 2 else { throw .mismatch(at: start) }
            return Header(pair[0], pair[1])
        }
    }
}

extension JSONReader {
    mutating func smokeRequests() throws(JSONError) -> [SmokeRequest] {
        try list(max: SmokeRequest.countMax) { json throws(JSONError) in try SmokeRequest(json: &json) }
    }
}
