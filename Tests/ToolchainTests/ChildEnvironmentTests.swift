import Glibc
import Testing

@testable import Toolchain

@Suite struct ChildEnvironmentTests {
    @Test("a child gets the environment without what is withheld")
    func withheld() throws {
        unsafe setenv("CHILD_TEST_SECRET", "c0ffee", 1)
        unsafe setenv("CHILD_TEST_OTHER", "tea=black", 1)
        ChildEnvironment.withhold(["CHILD_TEST_SECRET"])
        var lines: [String] = []
        let end = try ChildProgram(arguments: ["env"]).run { lines.append($0) }
        #expect(end == .exit(0))
        #expect(lines.contains("CHILD_TEST_OTHER=tea=black"))
        #expect(!lines.contains { $0.contains("c0ffee") })
    }
}
