internal import Glibc
internal import Hardening

/// The cache's directory, made before the wall is there: behind it nobody makes directories.
enum CacheDirectory {
    /// Makes it where it is missing, for this user, or as root for another. One that is there stays as it is: whether it
    /// can be used, `ModuleCache` finds out.
    static func prepare(_ directory: String, for user: SystemUser?) throws(ServerError) {
        // Another user must be able to get there.
        let mode: mode_t = user == nil ? 0o700 : 0o755
        for index in directory.indices.dropFirst() where directory[index] == "/" {
            // What is missing shows at the last one.
            _ = unsafe mkdir(String(directory[..<index]), mode)
        }
        guard unsafe mkdir(directory, 0o700) == 0 else {
            if errno == EEXIST { return }
            throw ServerError(.system, "cache: \(directory) cannot be made: \(unsafe String(cString: strerror(errno)))")
        }
        guard let user else { return }
        // By descriptor: nobody can put a link there in between.
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fchown(descriptor, user.user, user.group)
        _ = close(descriptor)
    }
}
