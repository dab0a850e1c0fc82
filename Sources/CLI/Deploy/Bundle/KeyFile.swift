import Deploy
internal import Glibc

/// A file with a private key.
struct KeyFile: ~Copyable {
    private let key: BundleKey

    private static let bytesMax = 64 << 10

    init(_ path: String) throws(CommandError) {
        let text = try LocalFile.read(path, bytesMax: Self.bytesMax)
        do throws(DeployError) { key = try BundleKey(pem: text, place: path) } catch { throw CommandError(error) }
    }

    borrowing func sign(_ bundle: [UInt8]) throws(DeployError) -> [UInt8] { try Bundle.sign(bundle, with: key) }

    /// Puts a file there that nobody but its owner may read; one that is there already stays.
    static func write(_ bytes: [UInt8], _ path: String, mode: mode_t) throws(CommandError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else {
            if errno == EEXIST {
                throw CommandError(73, "\(path) is there already, and no key is overwritten: name another with --out")
            }
            throw CommandError(74, "\(path): \(unsafe String(cString: strerror(errno)))")
        }
        do throws(CommandError) {
            try LocalFile.write(bytes, to: file)
        } catch {
            close(file)
            unsafe unlink(path)
            throw CommandError(74, "\(path): it could not be written whole")
        }
        guard fsync(file) == 0, close(file) == 0 else {
            unsafe unlink(path)
            throw CommandError(74, "\(path): it could not be written whole")
        }
    }
}
