import Testing

@testable import Toolchain

@Suite("Installation")
struct InstallationTests {
    @Test("the running binary has an absolute path")
    func executable() {
        #expect(Installation.executable.hasPrefix("/"))
    }
}
