import Foundation

/// The checkout that the tests were built from.
enum Repository {
    static func text(_ path: String) throws -> String {
        let support = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let root = support.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
}
