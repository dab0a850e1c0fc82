internal import Glibc

extension DeployError {
    /// What the system refused, in words; nothing was changed by it.
    init(_ problem: FileProblem) {
        let reason = unsafe String(cString: strerror(problem.code))
        let remedy: String
        switch problem.code {
        case ENOSPC, EDQUOT: remedy = "free some space there and try again; nothing was changed"
        case EACCES, EPERM, EROFS: remedy = "let this user read and write there and try again; nothing was changed"
        case EMFILE, ENFILE: remedy = "allow more open files (ulimit -n) and try again; nothing was changed"
        case EFBIG:
            remedy =
                "if it was there before, it is none of the store's files: move it away; else allow larger files (ulimit -f)"
        case EINVAL, ELOOP, ENOTDIR: remedy = "move away what lies in its place and try again"
        default: remedy = "see what the system's log says of the disk and try again; nothing was changed"
        }
        self.init(.system, "\(problem.path) \(problem.operation): \(reason)", remedy: remedy)
    }
}

/// Runs what touches files, and says in the caller's words what the system refused.
func filing<Value>(_ body: () throws(FileProblem) -> Value) throws(DeployError) -> Value {
    do throws(FileProblem) { return try body() } catch { throw DeployError(error) }
}
