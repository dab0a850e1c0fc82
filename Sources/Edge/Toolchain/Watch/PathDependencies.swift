internal import Glibc

/// The packages on this disk that a package is built of: its own directory first, then its path dependencies and theirs.
///
/// Read from the manifests' text, not by SwiftPM, which takes a second: `path: "…"` that leads to another manifest.
enum PathDependencies {
    private static let packagesMax = 64
    private static let manifestBytesMax = 1 << 20

    static func all(of directory: String) -> [String] {
        var found = [normal(directory)]
        var position = 0
        while position < found.count, found.count < packagesMax {
            for path in paths(inManifestOf: found[position]) {
                let dependency = normal(path.hasPrefix("/") ? path : found[position] + "/" + path)
                if !found.contains(dependency), unsafe access(dependency + "/Package.swift", F_OK) == 0 {
                    found.append(dependency)
                }
            }
            position += 1
        }
        return found
    }

    /// What stands in quotes after `path:`.
    static func paths(in manifest: String) -> [String] {
        var paths: [String] = []
        var rest = manifest[...]
        while let label = rest.firstRange(of: "path:") {
            rest = rest[label.upperBound...].drop { $0.isWhitespace }
            guard rest.first == "\"" else { continue }
            let text = rest.dropFirst()
            guard let end = text.firstIndex(where: { $0 == "\"" || $0.isNewline }) else { break }
            paths.append(String(text[..<end]))
            rest = text[end...]
        }
        return paths
    }

    private static func paths(inManifestOf directory: String) -> [String] {
        guard let file = unsafe fopen(directory + "/Package.swift", "rb") else { return [] }
        defer { unsafe fclose(file) }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: manifestBytesMax) { buffer, count in
            count = unsafe fread(buffer.baseAddress, 1, buffer.count, file)
        }
        return paths(in: String(decoding: bytes, as: UTF8.self))
    }

    /// Links resolved; the path itself where there is nothing.
    private static func normal(_ path: String) -> String {
        Directory.resolved(path) ?? path
    }
}
