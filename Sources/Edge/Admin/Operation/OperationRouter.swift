internal import HTTP

/// Finds the operation of a path and method.
enum OperationRouter {
    struct Match {
        var entry: OperationEntry
        var parameters: [String: String]
    }

    static func match(_ method: Method, path: String) throws(AdminError) -> Match {
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var allowed: [String] = []
        for entry in OperationTable.all {
            guard let parameters = parameters(of: segments, entry.segments) else { continue }
            guard entry.method == method else {
                allowed.append("\(entry.method.name)")
                continue
            }
            return Match(entry: entry, parameters: try decoded(parameters))
        }
        guard !allowed.isEmpty else {
            throw AdminError(
                404, "unknown_path", "No such path", "this API has nothing at \(path.prefix(200))",
                remedy: "GET /v1/openapi.json describes what it has")
        }
        throw AdminError(
            405, methodNotAllowed, "Not with this method",
            "\(path.prefix(200)) takes \(allowed.joined(separator: ", "))",
            remedy: "use one of those")
    }

    /// The code of a 405, whose detail ends in the methods that are allowed.
    static let methodNotAllowed = "method_not_allowed"

    /// What a resource takes: the `Allow` of a 405 (RFC 9110 section 15.5.6).
    static func allowed(_ path: String) -> String {
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return OperationTable.all.filter { parameters(of: segments, $0.segments) != nil }
            .map { "\($0.method.name)" }.joined(separator: ", ")
    }

    /// nil: another path.
    private static func parameters(of path: [Substring], _ template: [Substring]) -> [(String, Substring)]? {
        guard path.count == template.count else { return nil }
        var parameters: [(String, Substring)] = []
        for (segment, pattern) in zip(path, template) {
            if pattern.first == "{" {
                guard !segment.isEmpty else { return nil }
                parameters.append((String(pattern.dropFirst().dropLast()), segment))
            } else if segment != pattern {
                return nil
            }
        }
        return parameters
    }

    private static func decoded(_ raw: [(String, Substring)]) throws(AdminError) -> [String: String] {
        var parameters: [String: String] = [:]
        for (name, segment) in raw {
            guard let text = QueryText.decoded(segment, plusIsSpace: false) else {
                throw .badRequest("the path has \"\(segment)\", which is no percent-encoded text")
            }
            parameters[name] = text
        }
        return parameters
    }
}
