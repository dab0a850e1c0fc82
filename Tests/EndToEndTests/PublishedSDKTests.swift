import Foundation
import Testing

/// The SDK as scripts/publish-sdk.sh makes it of the last commit: a repository that a worker names by URL.
@Suite("The published SDK")
struct PublishedSDKTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func publish(to target: String) throws -> Command {
        try Command(Repository.root.appending(path: "scripts/publish-sdk.sh").path(percentEncoded: false), target)
    }

    @Test("a worker depends on it by URL and version, and finds both libraries")
    func resolves() throws {
        let repository = folder.path("swiftlet-sdk")
        let published = try publish(to: repository)
        try #require(published.exitCode == 0, "\(published.errors)")
        try folder.write(
            "worker/Package.swift",
            """
            // swift-tools-version: 6.3
            import PackageDescription
            let package = Package(
                name: "worker",
                dependencies: [.package(url: "file://\(repository)", from: "0.1.0")],
                targets: [
                    .executableTarget(
                        name: "worker", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")]),
                    .testTarget(
                        name: "workerTests",
                        dependencies: ["worker", .product(name: "SwiftletTesting", package: "swiftlet-sdk")]),
                ]
            )
            """.utf8)
        try folder.write("worker/Sources/worker/Worker.swift", "".utf8)
        try folder.write("worker/Tests/workerTests/WorkerTests.swift", "".utf8)
        let package = folder.path("worker")
        let resolved = try Command(
            "swift", "package", "--package-path", package, "resolve")
        #expect(resolved.exitCode == 0, "\(resolved.errors)")
        let manifest = folder.path("worker/.build/checkouts/swiftlet-sdk")
        let described = try Command("swift", "package", "--package-path", manifest, "describe", "--type", "text")
        #expect(described.output.contains("Name: SwiftletTesting"), "\(described.errors)")
        #expect(FileManager.default.fileExists(atPath: manifest + "/LICENSE"))
    }

    @Test("publishing again changes nothing; a name that no worker could use is refused")
    func again() throws {
        let repository = folder.path("swiftlet-sdk")
        try #require(try publish(to: repository).exitCode == 0)
        let head = try Command("git", "-C", repository, "rev-parse", "main").output
        let second = try publish(to: repository)
        #expect(second.exitCode == 0 && second.output.contains("already"), "\(second.errors)")
        #expect(try Command("git", "-C", repository, "rev-parse", "main").output == head)

        let misnamed = try publish(to: folder.path("sdk"))
        #expect(misnamed.exitCode == 64 && misnamed.errors.contains("swiftlet-sdk"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("sdk")))
    }
}
