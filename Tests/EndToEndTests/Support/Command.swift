import Foundation

/// A program run to its end, such as curl.
struct Command {
    var exitCode: Int32
    var output: String
    var errors: String

    /// Found through PATH. Its output goes through files: no pipe can fill up.
    init(_ arguments: String...) throws {
        try self.init(arguments: arguments)
    }

    init(arguments: [String]) throws {
        let folder = try TemporaryFolder()
        let (output, errors) = (try folder.write("output", []), try folder.write("errors", []))
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        process.waitUntilExit()
        exitCode = process.terminationStatus
        self.output = String(decoding: try Data(contentsOf: URL(filePath: output)), as: UTF8.self)
        self.errors = String(decoding: try Data(contentsOf: URL(filePath: errors)), as: UTF8.self)
    }
}
