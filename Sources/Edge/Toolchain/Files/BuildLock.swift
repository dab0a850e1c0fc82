internal import Glibc

/// One build of a package at a time, whichever process asks. Taken and let go by the thread that builds; the system lets
/// it go when the process ends.
struct BuildLock {
    private let file: Int32

    /// How often we look again, in microseconds.
    private static let interval: UInt32 = 50_000

    /// Waits while another process builds, after saying so. Nil: interrupted.
    init?(_ path: String, _ interrupts: Interrupts?, _ waiting: () -> Void) throws(ToolchainError) {
        file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw ToolchainError(refused: path, errno) }
        var isFirst = true
        while lockf(file, F_TLOCK, 0) != 0 {
            let code = errno
            guard code == EACCES || code == EAGAIN || code == EINTR else {
                close(file)
                throw ToolchainError(refused: path, code)
            }
            if isFirst { waiting() }
            isFirst = false
            if interrupts?.isPending == true {
                close(file)
                return nil
            }
            usleep(Self.interval)
        }
    }

    func end() { close(file) }
}
