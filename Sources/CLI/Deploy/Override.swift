import Admin
import ArgumentParser
import Deploy
import Isolate
import Server

/// `swiftlet override`
struct Override: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the signed header by which a tester gets one version of a worker.",
        discussion: """
            No host is asked: the key is the one of [deploy] override_key. Who has the
            header can pass it on until it expires.

            EXAMPLES
              swiftlet override shop v7 --key override.key
              curl -H "$(swiftlet override shop v7 --key override.key --for 8h)" https://shop.example/
            """)

    @Argument(help: "The worker's name.")
    var worker: String

    @Argument(help: ArgumentHelp("The version.", valueName: "vN"))
    var version: String

    @Option(help: ArgumentHelp("The file of the key.", valueName: "file"))
    var key: String

    @Option(help: ArgumentHelp("How long it is valid, up to 7d.", valueName: "time"))
    var `for` = "1h"

    @Flag(help: "Print one JSON object instead.")
    var json = false

    func run() throws {
        do throws(CommandError) {
            try VersionText.checkWorker(worker)
            let number = try VersionText.parse(version)
            guard let milliseconds = TimeText.parse(self.for) else {
                throw .usage("--for \(self.for): write a whole number and s, m, h or d, such as 8h")
            }
            let expires = Int64(TimeText.now) + Int64(milliseconds / 1000)
            let header = try header(VersionOverride(worker: worker, version: number.number, expires: expires))
            let object: JSON = [
                "name": JSON(VersionOverride.headerName), "value": JSON(header), "expires": JSON(Int(expires)),
            ]
            printLine(json ? object.text : "\(VersionOverride.headerName): \(header)")
        } catch {
            throw error.printed(by: "override", json: json)
        }
    }

    private func header(_ override: VersionOverride) throws(CommandError) -> String {
        let secret: SecretValue
        do throws(SecretSource.Problem) {
            secret = try SecretSource.file(key)
        } catch {
            throw .usage("--key \(key): the file \(error.text)")
        }
        do throws(RolloutError) {
            return try override.header(key: try OverrideKey(secret.copy()), now: Int64(TimeText.now))
        } catch {
            throw .usage("\(error.problem): \(error.remedy)")
        }
    }
}
