import HTTP
import Rehearsal

extension CommandError {
    /// In the words of the options that the commands share.
    init(_ error: RehearsalError) {
        self = .usage(error.part == .request ? error.description : "--\(error)")
    }
}

extension WorkerRequest {
    /// - Parameter data: text, `@file`, or `-` for standard input.
    init(
        method: String?, url: String, headers: [String], data: String?, limits: HeadLimits
    ) throws(CommandError) {
        let body = try data.map { text throws(CommandError) in try Self.body(text) }
        do throws(RehearsalError) {
            try self.init(method: method, url: url, headers: headers, body: body, limits: limits)
        } catch {
            throw CommandError(error)
        }
    }

    private static func body(_ data: String) throws(CommandError) -> [UInt8] {
        if data == "-" { return try LocalFile.read("-", bytesMax: bodyBytesMax) }
        guard data.hasPrefix("@") else { return Array(data.utf8) }
        return try LocalFile.read(String(data.dropFirst()), bytesMax: bodyBytesMax)
    }
}

extension OriginDouble {
    private static let fileBytesMax = 64 << 20

    /// Reads `NAME=STATUS`, `NAME=STATUS:BODY` or `NAME=@FILE`.
    init(_ text: String) throws(CommandError) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw .usage("--origin \(text): write NAME=STATUS, NAME=STATUS:BODY or NAME=@FILE")
        }
        let name = String(text[..<equals])
        let value = text[text.index(after: equals)...]
        var status = 200
        let body: [UInt8]
        if value.hasPrefix("@") {
            body = try LocalFile.read(String(value.dropFirst()), bytesMax: Self.fileBytesMax)
        } else {
            let colon = value.firstIndex(of: ":") ?? value.endIndex
            guard let number = Int(value[..<colon]), 200...599 ~= number else {
                throw .usage("--origin \(text): \"\(value[..<colon])\" is no status from 200 to 599")
            }
            status = number
            body = Array(value[colon...].dropFirst().utf8)
        }
        let isMessage = value.hasPrefix("@") && body.starts(with: Array("HTTP/".utf8))
        do throws(RehearsalError) {
            self =
                isMessage
                ? try OriginDouble(name: name, message: body)
                : try OriginDouble(name: name, status: status, fields: [], body: body)
        } catch {
            throw .usage("--origin \(text): \(error.problem)")
        }
    }

    /// A file that holds a whole response.
    init(name: String, responseFile: String) throws(CommandError) {
        let content = try LocalFile.read(responseFile, bytesMax: Self.fileBytesMax)
        do throws(RehearsalError) { try self.init(name: name, message: content) } catch { throw CommandError(error) }
    }
}
