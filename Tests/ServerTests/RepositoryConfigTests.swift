import Foundation
import Testing

@testable import Server

@Suite struct RepositoryConfigTests {
    @Test("what `make run` serves has no mistakes but modules that are not built yet")
    func demo() {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        do throws(ConfigError) {
            let config = try ConfigFile.load(root.appendingPathComponent("swiftlet.toml").path)
            #expect(config.workers.map(\.name).sorted() == ["bff", "hello", "storefront"])
        } catch {
            for issue in error.issues {
                #expect(issue.key.hasPrefix("workers.") && issue.problem.contains("/.build/workers/"), "\(issue)")
            }
        }
    }
}
