internal import Swiftlet
internal import SwiftletFormats

extension Target {
    /// Rules that are taken change fields as they say. Lines of the input are a name and a value.
    static let rules = Target(
        name: "rules", about: "header rules of the SDK, and log fields", arenaPerByte: 2048
    ) { given in
        let input = given.bytes
        let parts = input.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let name = parts[0]
        let value = parts.count > 1 ? parts[1] : ""
        for rule in [
            HeaderRules.Rule.set(name, value), .append(name, value), .remove(name), .rename(name, to: value),
        ] {
            check(rule, name, value)
        }
        checkLog(input)
    }

    private static func check(_ rule: HeaderRules.Rule, _ name: String, _ value: String) {
        let rules: HeaderRules
        do throws(HeaderRulesError) {
            rules = try HeaderRules(validating: [.set("X-First", "1"), rule])
        } catch {
            expect(error.rule == 1 && !error.description.isEmpty, "another rule is wrong")
            expect(error.offset <= max(name.utf8.count, value.utf8.count), "wrong behind its end")
            return
        }
        var head = NativeHead()
        head.method = "GET"
        head.target = "/a?b=" + value
        head.authority = "a.example"
        head.fields = [("Cookie", value), ("X-Old", value), (name, "x")]
        var request = Request(block: head.block())
        request.apply(rules)
        _ = request.headers["X-First"]
        let fields = request.headers.fields
        expect(fields.count <= 8, "\(fields.count) fields of 4")
        var response = Response(status: .ok)
        response.apply(rules, for: request)
        _ = response.headers.fields
    }

    /// A line stays a line, and short, whatever is in its fields.
    private static func checkLog(_ input: Bytes) {
        var lines: [String] = []
        let host = NativeHost(
            origin: { _ throws(WorkerError) in throw .unknownOrigin },
            send: { _, _ throws(WorkerError) in throw .unreachable },
            wait: { _ throws(WorkerError) in throw .unreachable },
            read: { _, _ throws(WorkerError) in [] }, close: { _ in }, variable: { _ in nil },
            log: { _, text in lines.append(text) }, random: { count in [UInt8](repeating: 0, count: count) },
            clock: { _ in 0 })
        NativeHost.$current.withValue(host) {
            log.info("paid", ["a": .bytes(input), "b": .string(input.text), "c": 7])
        }
        expect(lines.count == 1 && lines[0].utf8.count <= 8 << 10, "\(lines.count) lines")
        for byte in lines[0].utf8 { expect(byte >= 0x20 && byte != 0x7f, "\(byte) in the log") }
        let isWhole = lines[0].hasSuffix(" c=7") || lines[0].hasSuffix(" c=7 dropped=1")
        expect(lines[0].hasPrefix("paid a=") && isWhole, "other fields: \(lines[0])")
    }
}
