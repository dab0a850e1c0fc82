import Server
import Toolchain

/// What `swiftlet dev` serves: a configuration, read or made up. A value of the process.
struct DevSetting {
    let config: Config
    /// The configuration's file, absolute; it need not be there.
    let file: String
    /// What the file held; nil: there was none.
    let text: [UInt8]?
    /// Where it was asked to look, for people.
    let directory: String

    private let port: UInt16?

    static let port: UInt16 = 8787

    /// - Parameter file: as named by `--config`; nil: swiftlet.toml in the directory, if there is one.
    /// - Throws: `ConfigError`, or `ToolchainError` where there is neither configuration nor package.
    init(directory: String, file named: String?, port: UInt16?) throws {
        let file = Files.absolute(named ?? directory + "/swiftlet.toml")
        self.file = file
        self.directory = directory
        self.port = port
        text = WholeFile.read(file)
        var config: Config
        if named != nil || text != nil {
            config = try ConfigFile.load(named ?? file)
        } else {
            config = try DevSetting.made(of: WorkerPackage(directory))
        }
        if let port, !config.listeners.isEmpty { config.listeners[0].port = port }
        // Whoever ends it waits at the keyboard.
        config.limits.shutdownDeadline = min(config.limits.shutdownDeadline, .milliseconds(300))
        self.config = config
    }

    /// The same as the file is now. Throws what is wrong with it.
    func reread() throws -> DevSetting {
        try DevSetting(directory: directory, file: file, port: port)
    }

    /// A package without configuration: all paths, plain HTTP, this machine only.
    private static func made(of package: WorkerPackage) throws(ConfigError) -> Config {
        let last = package.directory.split(separator: "/").last.map(String.init) ?? ""
        let isName =
            !last.isEmpty && last.utf8.count <= 64
            && last.utf8.allSatisfy { byte in
                Character(Unicode.Scalar(byte)).isLetter && byte < 128 || 48...57 ~= byte || "-_.".utf8.contains(byte)
            }
        let name = isName ? last : "worker"
        let text = """
            [[listeners]]
            address = "127.0.0.1:\(port)"
            cleartext = true
            [workers."\(name)"]
            path = "."
            [[routes]]
            match = "*/*"
            worker = "\(name)"
            """
        return try ConfigFile.parse(Array(text.utf8), file: "swiftlet.toml", directory: package.directory)
    }
}
