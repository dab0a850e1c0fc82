import ArgumentParser
import Deploy

/// `swiftlet keygen`
struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a key to sign bundles with.",
        discussion: """
            KEY.pem gets the private key, for its owner alone, and KEY.pub.pem the public
            one; files that are there already stay. Standard output has what the host's
            configuration says to accept only bundles that are signed with it.

            EXAMPLES
              swiftlet keygen --out deploy.pem
              swiftlet deploy --sign deploy.pem
            """)

    @Option(help: ArgumentHelp("The private key's file.", valueName: "file"))
    var out = "swiftlet-key.pem"

    @Flag(help: "Print one JSON object instead.")
    var json = false

    func run() throws {
        do throws(CommandError) {
            let text: (key: [UInt8], publicKey: [UInt8], id: String, line: String)
            do throws(DeployError) {
                let key = try BundleKey()
                text = (try key.pem(), key.publicPEM, key.id.description, key.publicText)
            } catch {
                throw CommandError(error)
            }
            let publicFile = (out.hasSuffix(".pem") ? String(out.dropLast(4)) : out) + ".pub.pem"
            guard !LocalFile.exists(publicFile) else {
                throw CommandError(73, "\(publicFile) is there already: name another file with --out")
            }
            try KeyFile.write(text.key, out, mode: 0o600)
            try KeyFile.write(text.publicKey, publicFile, mode: 0o644)
            let object: JSON = [
                "id": JSON(text.id), "public": JSON(text.line), "file": JSON(out), "public_file": JSON(publicFile),
            ]
            printLine(
                json
                    ? object.text
                    : """
                    # \(out) is the private key; the host needs:
                    [deploy]
                    require_signature = ["\(text.line)"]
                    """)
        } catch {
            throw error.printed(by: "keygen", json: json)
        }
    }
}
