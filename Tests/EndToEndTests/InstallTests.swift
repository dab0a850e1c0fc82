import Foundation
import Testing

@Suite("make install")
struct InstallTests {
    @Test("What is installed makes and builds a worker outside the checkout, for a user who never did")
    func installed() throws {
        let folder = try TemporaryFolder()
        let install = try Command(
            "make", "--no-print-directory", "-C", Repository.root.path(percentEncoded: false), "install",
            "PREFIX=\(folder.path("prefix"))")
        #expect(install.exitCode == 0, "\(install.everything)")

        let home = folder.path("home")
        try FileManager.default.createDirectory(atPath: home + "/cache", withIntermediateDirectories: true)
        // What SwiftPM has fetched before: this test is not about the network.
        let fetched =
            FileManager.default.homeDirectoryForCurrentUser.path(percentEncoded: false)
            + "/.cache/org.swift.swiftpm"
        if FileManager.default.fileExists(atPath: fetched) {
            try FileManager.default.createSymbolicLink(
                atPath: home + "/cache/org.swift.swiftpm", withDestinationPath: fetched)
        }
        let variables = [
            "HOME": home, "XDG_CACHE_HOME": home + "/cache", "SWIFTLET_SDK_PACKAGE": "", "SWIFTLET_SDKS": "",
        ]
        let swiftlet = folder.path("prefix/bin/swiftlet")

        let new = try Command(in: home, variables: variables, [swiftlet, "new", "edge"])
        #expect(new.exitCode == 0, "\(new.everything)")
        let manifest = try folder.text("home/edge/Package.swift")
        #expect(manifest.contains(folder.path("prefix/share/swiftlet/swiftlet-sdk")))

        let build = try Command(in: home + "/edge", variables: variables, [swiftlet, "build"])
        #expect(build.exitCode == 0, "\(build.everything)")
        #expect(FileManager.default.fileExists(atPath: home + "/edge/.build/swiftlet/edge.wasm"))
        #expect(FileManager.default.fileExists(atPath: home + "/cache/swiftlet/swift-sdks/swiftlet.artifactbundle"))
    }
}
