import Foundation

/// The admin API at a unix socket, spoken by hand: each call on a connection of its own.
struct AdminAPI {
    /// An answer: a JSON, or a problem.
    struct Answer {
        let status: Int
        let json: JSON
        let text: String

        /// The problem's code; nil where all went well.
        var code: String? { json["code"].text }
    }

    let path: String

    func call(
        _ method: String, _ target: String, fields: String = "", type: String = "application/json", body: [UInt8]? = nil
    ) throws -> Answer {
        let client = RawClient(over: try .connect(path: path))
        return try Self.call(client, method, target, fields: fields, type: type, body: body)
    }

    static func call(
        _ client: RawClient, _ method: String, _ target: String, fields: String = "", type: String = "application/json",
        body: [UInt8]? = nil
    ) throws -> Answer {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(fields)"
        if let body { head += "Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n" }
        // Who refuses a body may close before all of it was sent; the answer is there all the same.
        try client.send(Array("\(head)\r\n".utf8))
        if let body { try? client.send(body) }
        let response = try client.response(to: method)
        return Answer(status: response.status, json: try JSON(response.text), text: response.text)
    }

    func get(_ target: String) throws -> Answer { try call("GET", target) }

    func send(_ method: String, _ target: String, _ json: String) throws -> Answer {
        try call(method, target, body: Array(json.utf8))
    }

    /// - Parameter query: with its question mark.
    func deploy(_ name: String, _ bundle: [UInt8], query: String = "", fields: String = "") throws -> Answer {
        try call(
            "POST", "/v1/workers/\(name)/versions\(query)", fields: fields, type: "application/wasm", body: bundle)
    }

    /// The lines of a deployment that tells its steps.
    func deployTelling(_ name: String, _ bundle: [UInt8]) throws -> [JSON] {
        let client = RawClient(over: try .connect(path: path))
        try client.send(
            "POST /v1/workers/\(name)/versions HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n"
                + "Content-Type: application/wasm\r\nContent-Length: \(bundle.count)\r\nConnection: close\r\n\r\n")
        try client.send(bundle)
        return try client.response().text.split(separator: "\n").map { try JSON(String($0)) }
    }

    /// Shares, set at once.
    func share(_ name: String, _ weights: String) throws -> Answer {
        try send("PUT", "/v1/workers/\(name)/rollout", "{\"weights\":\(weights)}")
    }

    func rollout(_ name: String) throws -> JSON { try get("/v1/workers/\(name)/rollout").json }
}
