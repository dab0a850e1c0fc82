import Foundation

/// A program run to its end, such as curl.
struct Command {
    var exitCode: Int32
    var output: String
    var errors: String

    /// Found through PATH.
    init(_ arguments: String...) throws {
        try self.init(arguments: arguments)
    }

    /// Its output goes through files: no pipe can fill up.
    init(arguments: [String]) throws {
        let folder = try TemporaryFolder()
        let process = try ChildProcess(
            arguments, output: folder.path("output"), errors: folder.path("errors"))
        exitCode = process.wait()
        output = try folder.text("output")
        errors = try folder.text("errors")
    }
}
