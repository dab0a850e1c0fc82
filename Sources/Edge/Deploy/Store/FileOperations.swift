/// Why the system did not do something to a file.
package struct FileProblem: Error, Sendable, Equatable {
    /// As in "cannot be written".
    package var operation: String
    package var path: String
    /// errno.
    package var code: Int32

    package init(_ operation: String, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }
}

/// Everything that the store does to files, one system call each or nearly so: the seam at which tests make each of them
/// fail, and be the last. Blocks; any thread.
package protocol FileOperations: Sendable {
    /// Whether it was made: one that is there already is as good. Mode 0700.
    func makeDirectory(_ path: String) throws(FileProblem) -> Bool
    /// Whether it belongs to this user and nobody else can write in it.
    func isPrivate(_ directory: String) throws(FileProblem) -> Bool
    /// An empty one. One that is not there is as good.
    func removeDirectory(_ path: String) throws(FileProblem)
    /// Names in it, in no order.
    func names(in directory: String) throws(FileProblem) -> [String]
    /// Bytes; nil if there is no such file.
    func size(of path: String) throws(FileProblem) -> Int?
    /// Nil if there is no such file. `EFBIG` for one of more than `bytesMax` bytes.
    func read(_ path: String, bytesMax: Int) throws(FileProblem) -> [UInt8]?
    /// Makes a file that must not be there. Mode 0600.
    func create(_ path: String) throws(FileProblem) -> Int32
    /// All of `bytes`.
    func write(_ bytes: [UInt8], to file: Int32, at path: String) throws(FileProblem)
    /// The file's bytes are on the disk.
    func sync(_ file: Int32, at path: String) throws(FileProblem)
    func close(_ file: Int32)
    /// Replaces what is at `target`.
    func rename(_ path: String, to target: String) throws(FileProblem)
    /// What names are in the directory is on the disk.
    func syncDirectory(_ path: String) throws(FileProblem)
    /// One that is not there is as good.
    func remove(_ path: String) throws(FileProblem)
    /// Takes the file, which this process alone holds until it ends or closes it, and writes the process's id into it.
    /// The id of the process that holds it, instead; 0 if it did not say.
    func lock(_ path: String) throws(FileProblem) -> FileLock
}

package enum FileLock: Sendable, Equatable {
    case held(Int32)
    case heldBy(process: Int32)
}
