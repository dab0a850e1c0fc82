internal import Glibc
import Server

/// Where a host's admin API is when nobody says so.
enum AdminAddress {
    static let variable = "SWIFTLET_ADMIN"

    /// That of the configuration here, else that of the environment.
    ///
    /// Of the configuration only `[admin]` is looked at: a command needs neither the host's secrets nor its files.
    static func standard() throws(CommandError) -> String {
        if let socket = try configured("swiftlet.toml") { return socket }
        if let value = unsafe getenv(variable) {
            let text = unsafe String(cString: value)
            if !text.isEmpty { return text }
        }
        throw .usage(
            "no host is named: write --host, set \(variable), or run it where swiftlet.toml has [admin]")
    }

    private static func configured(_ file: String) throws(CommandError) -> String? {
        guard LocalFile.exists(file) else { return nil }
        let issues = ConfigIssues()
        let document = ConfigFile.document(
            try LocalFile.read(file, bytesMax: ConfigFile.bytesMax, tooLarge: ConfigError.exitCode), issues: issues)
        var root = document.flatMap { TableReader($0, issues: issues, example: "[admin] socket = \"admin.sock\"") }
        var admin = root?.table("admin", example: "[admin] socket = \"admin.sock\"")
        let socket = admin?.string("socket", example: "admin.sock")?.text
        guard issues.list.isEmpty else {
            throw CommandError(
                ConfigError.exitCode,
                ConfigError(file: file, issues: issues.sorted).description
                    + "\n  to ask a host all the same, name it: --host \(Config.Admin.standardSocket), or where it is")
        }
        return admin == nil ? nil : socket ?? Config.Admin.standardSocket
    }
}
