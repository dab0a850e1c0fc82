internal import Glibc
internal import Toolchain

/// Begins again in the same process, with the same arguments: everything of the old configuration is gone.
enum Restart {
    static func now() -> Never {
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe CommandLine.arguments.map { unsafe strdup($0) } + [nil]
        _ = unsafe execv(Installation.executable, &arguments)
        printError("swiftlet dev: cannot start anew: \(unsafe String(cString: strerror(errno))): start it again")
        exit(71)
    }
}
