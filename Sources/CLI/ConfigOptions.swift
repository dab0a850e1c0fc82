import ArgumentParser
import Server
import Toolchain

/// The option of every command that reads the configuration.
struct ConfigOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration file. Relative paths in it start at its directory.", valueName: "file"))
    var config = "swiftlet.toml"

    /// What the admin API says of this program.
    var facts: HostFacts {
        HostFacts(version: Swiftlet.version, file: Directory.resolved(config) ?? config)
    }

    /// The checked configuration; otherwise prints every mistake and ends with EX_CONFIG.
    func load() throws -> Config {
        do throws(ConfigError) {
            return try ConfigFile.load(config)
        } catch {
            printError(error.description)
            throw ExitCode(ConfigError.exitCode)
        }
    }
}
