import Foundation
import SwiftletFormats
import Testing

/// Nicolas Seriot's JSONTestSuite: a file is to be taken (y_), to be refused (n_), or left to the parser (i_).
@Suite("JSONTestSuite")
struct JSONCorpusTests {
    /// `$SWIFTLET_CORPORA/json/test_parsing`, or `../shared/corpora/…` beside the package; nil if neither is there.
    private static func directory() -> Foundation.URL? {
        var package = Foundation.URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { package.deleteLastPathComponent() }
        let corpora =
            ProcessInfo.processInfo.environment["SWIFTLET_CORPORA"].map { Foundation.URL(fileURLWithPath: $0) }
            ?? package.deletingLastPathComponent().appendingPathComponent("shared/corpora")
        let directory = corpora.appendingPathComponent("json/test_parsing")
        return FileManager.default.fileExists(atPath: directory.path) ? directory : nil
    }

    private static func isTaken(_ text: [UInt8]) -> Bool {
        do throws(JSONError) {
            var reader = JSONReader(Bytes(copying: text))
            try reader.value()
            try reader.end()
            return true
        } catch {
            return false
        }
    }

    private static func isTakenAsTree(_ text: [UInt8]) -> Bool {
        do throws(JSONError) {
            let json = try JSON(Bytes(copying: text))
            // What is taken is written so that it is taken again.
            _ = try JSON(Bytes(copying: json.bytes()))
            return true
        } catch {
            return false
        }
    }

    @Test("each file is taken or refused as its name says, by the reader and as a tree")
    func files() throws {
        guard let directory = JSONCorpusTests.directory() else {
            print("skipped: no JSONTestSuite; set SWIFTLET_CORPORA to the folder that holds json/test_parsing/")
            return
        }
        let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
        #expect(files.count > 300)
        for file in files {
            let name = file.lastPathComponent
            let text = [UInt8](try Data(contentsOf: file))
            let isTaken = JSONCorpusTests.isTaken(text)
            #expect(JSONCorpusTests.isTakenAsTree(text) == isTaken, "\(name)")
            if !name.hasPrefix("i_") { #expect(isTaken == name.hasPrefix("y_"), "\(name)") }
        }
    }
}
