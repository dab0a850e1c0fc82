import Testing

@testable import Toolchain

@Suite("How a worker's package names the SDK")
struct TemplateSDKTests {
    @Test("By its path")
    func path() {
        let sdk = SDKReference.path("/opt/my \"sdk\"")
        #expect(sdk.dependency == #".package(name: "swiftlet-sdk", path: "/opt/my \"sdk\"")"#)
        #expect(sdk.identity == "swiftlet-sdk")
    }

    @Test(
        "By its URL, whose last part is the package's name",
        arguments: [
            ("https://git.example.com/edge/swiftlet-sdk.git", "swiftlet-sdk"), ("file:///srv/sdk/", "sdk"),
            ("git@git.example.com:swiftlet-sdk.git", "swiftlet-sdk"), ("ssh://git@host/a.b", "a.b"),
        ])
    func url(url: String, identity: String) throws {
        let sdk = try SDKReference(named: url, for: "/tmp/x")
        #expect(sdk == .url(url))
        #expect(sdk.identity == identity)
        #expect(sdk.dependency == #".package(url: "\#(url)", from: "0.1.0")"#)
    }

    @Test("A directory that is no SDK is refused", arguments: ["/nonexistent", "/usr"])
    func noSDK(path: String) {
        let error = #expect(throws: ToolchainError.self) { try SDKReference(named: path, for: "/tmp/x") }
        #expect(error?.kind == .usage)
        #expect(error?.description.contains(path) == true)
    }
}
