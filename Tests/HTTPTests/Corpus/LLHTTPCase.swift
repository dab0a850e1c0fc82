import Foundation

/// One example of the llhttp test suite: an input and the log that llhttp's own parser writes for it.
struct LLHTTPCase {
    enum Kind: String { case request, response, url }

    /// `request/invalid: Headers separated by CR`.
    var name: String
    var kind: Kind
    /// The example tests a mode that gives up on strictness: not ours.
    var isLenient: Bool
    /// llhttp's user said that no body follows, as for an answer to HEAD.
    var skipsBody: Bool
    var input: [UInt8]
    var log: [String]
}

/// The llhttp test suite as Markdown files, where a checkout has them.
enum LLHTTPCorpus {
    /// `$SWIFTLET_CORPORA/llhttp`, or `../shared/corpora/llhttp` beside the package; nil if neither is there.
    static func directory() -> URL? {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let corpora =
            ProcessInfo.processInfo.environment["SWIFTLET_CORPORA"].map { URL(fileURLWithPath: $0) }
            ?? package.deletingLastPathComponent().appendingPathComponent("shared/corpora")
        let directory = corpora.appendingPathComponent("llhttp")
        return FileManager.default.fileExists(atPath: directory.appendingPathComponent("url.md").path)
            ? directory : nil
    }

    static func cases(in directory: URL) throws -> [LLHTTPCase] {
        var cases = try read(directory.appendingPathComponent("url.md"), prefix: "url")
        for folder in ["request", "response"] {
            let files = try FileManager.default.contentsOfDirectory(
                at: directory.appendingPathComponent(folder), includingPropertiesForKeys: nil)
            for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "md" {
                let noun = file.deletingPathExtension().lastPathComponent
                cases += try read(file, prefix: "\(folder)/\(noun)")
            }
        }
        return cases
    }

    /// Every example is a heading, a comment with its settings, a block of input and a block of log.
    private static func read(_ file: URL, prefix: String) throws -> [LLHTTPCase] {
        var cases: [LLHTTPCase] = []
        var heading = ""
        var settings = ""
        var block: (language: String, lines: [String])?
        var input: (language: String, lines: [String])?
        for line in try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n") {
            if let open = block {
                guard line.hasPrefix("```") else {
                    block?.lines.append(line)
                    continue
                }
                if open.language == "log", let source = input {
                    let example = example("\(prefix): \(heading)", settings, source, log: open.lines, among: cases)
                    cases.append(example)
                    input = nil
                    settings = ""
                } else {
                    input = open
                }
                block = nil
            } else if line.hasPrefix("```") {
                block = (String(line.dropFirst(3)), [])
            } else if line.hasPrefix("#") {
                heading = line.drop { $0 == "#" || $0 == " " }.trimmingCharacters(in: .whitespaces)
            } else if line.contains("meta={") {
                settings = line
            }
        }
        return cases
    }

    private static func example(
        _ title: String, _ settings: String, _ source: (language: String, lines: [String]), log: [String],
        among cases: [LLHTTPCase]
    ) -> LLHTTPCase {
        let twins = cases.count { $0.name == title || $0.name.hasPrefix(title + " #") }
        let kind: LLHTTPCase.Kind =
            source.language == "url" ? .url : settings.contains("\"response") ? .response : .request
        return LLHTTPCase(
            name: twins == 0 ? title : "\(title) #\(twins + 1)", kind: kind,
            isLenient: settings.contains("lenient"), skipsBody: settings.contains("skipBody"),
            input: bytes(source.lines), log: log)
    }

    /// Undoes the suite's notation: lines end in CR LF, a backslash before a line end joins lines, and `\r`, `\n`,
    /// `\t`, `\f`, `\xHH` and octal escapes stand for bytes.
    private static func bytes(_ lines: [String]) -> [UInt8] {
        var text = Array(lines.joined(separator: "\n").utf8)[...]
        var bytes: [UInt8] = []
        while let byte = text.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = text.first else {
                bytes += byte == UInt8(ascii: "\n") ? Array("\r\n".utf8) : [byte]
                continue
            }
            switch next {
            case UInt8(ascii: "\n"): text.removeFirst()
            case UInt8(ascii: "r"), UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "f"):
                text.removeFirst()
                let controls: [UInt8: UInt8] = [0x72: 0x0D, 0x6E: 0x0A, 0x74: 0x09, 0x66: 0x0C]
                bytes.append(controls[next]!)
            case UInt8(ascii: "x"):
                text.removeFirst()
                bytes += number(&text, radix: 16, digitsMax: 2)
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                bytes += number(&text, radix: 8, digitsMax: 3)
            default:
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// A code point, as the suite's offsets count it: in UTF-8.
    private static func number(_ text: inout ArraySlice<UInt8>, radix: Int, digitsMax: Int) -> [UInt8] {
        var value = 0
        for _ in 0..<digitsMax {
            guard let byte = text.first, let digit = Int(String(UnicodeScalar(byte)), radix: radix) else { break }
            value = value * radix + digit
            text.removeFirst()
        }
        return Array(String(UnicodeScalar(UInt8(truncatingIfNeeded: value))).utf8)
    }
}
