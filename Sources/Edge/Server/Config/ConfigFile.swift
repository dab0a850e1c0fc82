internal import Glibc
package import Isolate
internal import TOMLKit

/// Reads `swiftlet.toml` into a checked `Config`, or says everything that is wrong with it.
///
/// Nothing is started and nothing is written: the files that the config names are only looked at.
package enum ConfigFile {
    /// More than ten thousand routes fit.
    package static let bytesMax = 4 << 20

    /// Reads the file at `path`; relative paths inside it start at its directory.
    ///
    /// - Parameter known: as in `parse`.
    package static func load(
        _ path: String, known: [String: SecretValue] = [:]
    ) throws(ConfigError) -> Config {
        let bytes: [UInt8]
        switch FileProbe.read(path, bytesMax: bytesMax) {
        case .success(let read): bytes = read
        case .failure(let problem):
            throw ConfigError(
                file: path,
                issues: [
                    ConfigIssue(
                        key: "", problem: "cannot be read: \(problem.text)",
                        remedy: "name another file with --config, or make this one")
                ])
        }
        return try parse(bytes, file: path, directory: FileProbe.directory(of: path), known: known)
    }

    /// - Parameters:
    ///   - file: for messages.
    ///   - directory: absolute; where relative paths start.
    ///   - known: secrets of the environment, by variable, that an earlier reading has taken out of it.
    package static func parse(
        _ bytes: [UInt8], file: String, directory: String, known: [String: SecretValue] = [:]
    ) throws(ConfigError) -> Config {
        let issues = ConfigIssues()
        guard let document = document(bytes, issues: issues) else {
            throw ConfigError(file: file, issues: issues.sorted)
        }
        var decoder = ConfigDecoder(issues: issues, directory: directory, known: known)
        decoder.decode(document)
        guard issues.list.isEmpty else { throw ConfigError(file: file, issues: issues.sorted) }
        var config = decoder.config
        if config.admin != nil { config.source.bytes = bytes }
        return config
    }

    /// The document as a tree; nil, with one issue, where it is no TOML.
    package static func document(_ bytes: [UInt8], issues: ConfigIssues) -> TOMLNode? {
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            issues.add(line: lineOfBadText(bytes), key: "", "is not UTF-8 text", "save the file as UTF-8")
            return nil
        }
        let positions = TOMLPositions(bytes)
        if let refusal = positions.refusal {
            issues.add(line: refusal.line, key: refusal.key, refusal.problem, refusal.remedy)
            return nil
        }
        do {
            return TOMLNode(document: try TOMLTable(string: text), positions: positions)
        } catch let error as TOMLParseError {
            let line = max(1, error.source.begin.line)
            issues.add(line: line, key: "", error.description, "see https://toml.io/en/v1.0.0")
        } catch {
            issues.add(line: nil, key: "", "is no TOML", "see https://toml.io/en/v1.0.0")
        }
        return nil
    }

    private static func lineOfBadText(_ bytes: [UInt8]) -> Int {
        var line = 1
        for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if part.contains(0) || String(validating: part, as: UTF8.self) == nil { break }
            line += 1
        }
        return line
    }
}
