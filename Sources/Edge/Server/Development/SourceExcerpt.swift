internal import Glibc

/// The sources that a worker's author wrote: what lies in the package, apart from what was fetched or made there.
struct OwnSources {
    private let prefix: String

    init(package directory: String) { prefix = directory + "/" }

    func contains(_ file: String?) -> Bool {
        guard let file else { return false }
        return file.hasPrefix(prefix) && !file.dropFirst(prefix.count).contains("/.build/")
            && !file.hasPrefix(prefix + ".build/")
    }

    /// Paths of the package without the way to it.
    func shortened(_ file: String) -> String {
        file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : file
    }
}

/// Some lines of a source file around one of them. A value, read when it is made.
package struct SourceExcerpt: Sendable, Equatable {
    /// From the package's directory.
    package let file: String
    package let line: Int
    /// From 1; 0: not known.
    package let column: Int
    /// The number of `lines`' first.
    package let firstLine: Int
    package let lines: [String]

    private static let linesBefore = 4
    private static let linesAfter = 3
    private static let fileBytesMax = 1 << 20

    /// Nil where the file has no such line any more.
    init?(file: String, line: Int, column: Int, _ sources: OwnSources) {
        guard let text = SourceExcerpt.read(file) else { return nil }
        let all = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard line >= 1, line <= all.count else { return nil }
        self.file = sources.shortened(file)
        self.line = line
        self.column = column
        firstLine = max(1, line - SourceExcerpt.linesBefore)
        lines = all[(firstLine - 1)..<min(all.count, line + SourceExcerpt.linesAfter)].map(String.init)
    }

    /// Numbered lines, with a mark at the one in question.
    package var text: String {
        let width = String(firstLine + lines.count).count
        var text = "\(file):\(line)" + (column > 0 ? ":\(column)" : "")
        for (index, content) in lines.enumerated() {
            let number = String(firstLine + index)
            let mark = firstLine + index == line ? ">" : " "
            text += "\n\(mark) \(String(repeating: " ", count: width - number.count))\(number) | \(content)"
        }
        return text
    }

    private static func read(_ path: String) -> String? {
        guard let file = unsafe fopen(path, "rb") else { return nil }
        defer { unsafe fclose(file) }
        var status = stat()
        guard unsafe fstat(fileno(file), &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= fileBytesMax
        else { return nil }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            count = unsafe fread(buffer.baseAddress, 1, buffer.count, file)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
