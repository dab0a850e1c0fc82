import Glibc
import Synchronization

@testable import Deploy

/// Files in memory that tell what is seen from what is on the disk, count each call, and break off where they are told to.
///
/// A disk keeps a file's bytes when the file is synced, and a directory's names when the directory is.
final class MemoryFiles: FileOperations {
    /// What happens at one call, counted from 1.
    enum Fault: Sendable, Equatable {
        /// It fails, and does nothing.
        case fail(at: Int, code: Int32)
        /// It and all after it fail.
        case failOn(from: Int, code: Int32)
        /// If it is a write, half of the bytes are written before it fails.
        case failHalfway(at: Int, code: Int32)
        /// It is the last that ever happens.
        case end(after: Int)
        /// If it is a write, half of it is the last that ever happens.
        case endHalfway(at: Int)
    }

    /// What is there when the machine is on again.
    enum Crash: CaseIterable, Sendable {
        /// The process ended, the machine did not: all that was done.
        case killed
        /// Of what was not synced, nothing.
        case nothingUnsynced
        /// Of what was not synced, the names but not the bytes.
        case namesWithoutBytes
        /// Of what was not synced, the names and half of the bytes.
        case namesWithHalfOfTheBytes
    }

    struct File: Sendable {
        var bytes: [UInt8] = []
        var synced: [UInt8] = []
    }

    struct State: Sendable {
        var files: [Int: File] = [:]
        var names: [String: Int] = [:]
        var directories: Set<String> = ["/"]
        var syncedNames: [String: Int] = [:]
        var syncedDirectories: Set<String> = ["/"]
        var handles: [Int32: Int] = [:]
        var lastHandle: Int32 = 0
        var lastFile = 0
        var calls: [String] = []
        var fault: Fault?
        var hasEnded = false
        var isLocked = false
    }

    private let state: Mutex<State>

    init(_ state: State = State()) { self.state = Mutex(state) }

    // MARK: for tests

    var calls: [String] { state.withLock { $0.calls } }
    var paths: [String] { state.withLock { $0.names.keys.sorted() } }

    /// Counts from here, and breaks off there.
    func start(_ fault: Fault?) {
        state.withLock { state in
            state.calls = []
            state.fault = fault
        }
    }

    /// The same files once more, for another process.
    func after(_ crash: Crash) -> MemoryFiles {
        let old = state.withLock { $0 }
        var new = State()
        new.lastFile = old.lastFile
        new.directories = crash == .nothingUnsynced ? old.syncedDirectories : old.directories
        new.syncedDirectories = new.directories
        for (path, file) in crash == .nothingUnsynced ? old.syncedNames : old.names {
            guard new.directories.contains(Self.parent(path)), let content = old.files[file] else { continue }
            let isSynced = content.bytes == content.synced
            let bytes: [UInt8] =
                switch crash {
                case .killed: content.bytes
                case .nothingUnsynced, .namesWithoutBytes: content.synced
                case .namesWithHalfOfTheBytes:
                    isSynced ? content.bytes : Array(content.bytes.prefix(content.bytes.count / 2))
                }
            new.files[file] = File(bytes: bytes, synced: bytes)
            new.names[path] = file
        }
        new.syncedNames = new.names
        return MemoryFiles(new)
    }

    subscript(path: String) -> [UInt8]? {
        get { state.withLock { state in state.names[path].flatMap { state.files[$0]?.bytes } } }
        set {
            state.withLock { state in
                guard let newValue else {
                    state.names[path] = nil
                    state.syncedNames[path] = nil
                    return
                }
                state.lastFile += 1
                state.files[state.lastFile] = File(bytes: newValue, synced: newValue)
                state.names[path] = state.lastFile
                state.syncedNames[path] = state.lastFile
            }
        }
    }

    private static func parent(_ path: String) -> String {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        return end == path.startIndex ? "/" : String(path[..<end])
    }

    // MARK: calls

    /// Counts a call, and does it unless it is to fail. `half`: what a write does halfway.
    private func call<Value: Sendable>(
        _ name: String, _ path: String, half: ((inout State) -> Void)? = nil,
        _ body: (inout State) throws(FileProblem) -> Value
    ) throws(FileProblem) -> Value {
        try state.withLock { state throws(FileProblem) in
            guard !state.hasEnded else { throw FileProblem(name, path, code: ESHUTDOWN) }
            state.calls.append("\(name) \(path)")
            switch state.fault {
            case .fail(state.calls.count, let code): throw FileProblem(name, path, code: code)
            case .failOn(let first, let code) where state.calls.count >= first:
                throw FileProblem(name, path, code: code)
            case .failHalfway(state.calls.count, let code):
                half?(&state)
                throw FileProblem(name, path, code: code)
            case .endHalfway(state.calls.count):
                half?(&state)
                state.hasEnded = true
                throw FileProblem(name, path, code: ESHUTDOWN)
            case .end(state.calls.count):
                let value = try body(&state)
                state.hasEnded = true
                return value
            default: return try body(&state)
            }
        }
    }

    func makeDirectory(_ path: String) throws(FileProblem) -> Bool {
        try call("makeDirectory", path) { state throws(FileProblem) in
            guard state.directories.contains(Self.parent(path)) else {
                throw FileProblem("makeDirectory", path, code: ENOENT)
            }
            return state.directories.insert(path).inserted
        }
    }

    func isPrivate(_ directory: String) throws(FileProblem) -> Bool { true }

    func removeDirectory(_ path: String) throws(FileProblem) {
        try call("removeDirectory", path) { state throws(FileProblem) in
            let isEmpty =
                !state.names.keys.contains { $0.hasPrefix(path + "/") }
                && !state.directories.contains { $0.hasPrefix(path + "/") }
            guard isEmpty else { throw FileProblem("removeDirectory", path, code: ENOTEMPTY) }
            state.directories.remove(path)
        }
    }

    func names(in directory: String) throws(FileProblem) -> [String] {
        try call("names", directory) { state throws(FileProblem) in
            guard state.directories.contains(directory) else {
                throw FileProblem("names", directory, code: ENOENT)
            }
            return (Array(state.names.keys) + state.directories).filter { Self.parent($0) == directory && $0 != "/" }
                .map { String($0.split(separator: "/").last ?? "") }
        }
    }

    func size(of path: String) throws(FileProblem) -> Int? {
        try call("size", path) { state in state.names[path].flatMap { state.files[$0]?.bytes.count } }
    }

    func read(_ path: String, bytesMax: Int) throws(FileProblem) -> [UInt8]? {
        try call("read", path) { state throws(FileProblem) in
            guard let bytes = state.names[path].flatMap({ state.files[$0]?.bytes }) else { return nil }
            guard bytes.count <= bytesMax else { throw FileProblem("read", path, code: EFBIG) }
            return bytes
        }
    }

    func create(_ path: String) throws(FileProblem) -> Int32 {
        try call("create", path) { state throws(FileProblem) in
            guard state.directories.contains(Self.parent(path)) else { throw FileProblem("create", path, code: ENOENT) }
            guard state.names[path] == nil else { throw FileProblem("create", path, code: EEXIST) }
            state.lastFile += 1
            state.lastHandle += 1
            state.files[state.lastFile] = File()
            state.names[path] = state.lastFile
            state.handles[state.lastHandle] = state.lastFile
            return state.lastHandle
        }
    }

    func write(_ bytes: [UInt8], to file: Int32, at path: String) throws(FileProblem) {
        func append(_ part: some Sequence<UInt8>, _ state: inout State) {
            guard let number = state.handles[file] else { return }
            state.files[number]?.bytes += part
        }
        try call("write", path, half: { append(bytes.prefix(bytes.count / 2), &$0) }) { append(bytes, &$0) }
    }

    func sync(_ file: Int32, at path: String) throws(FileProblem) {
        try call("sync", path) { state in
            guard let number = state.handles[file], let bytes = state.files[number]?.bytes else { return }
            state.files[number]?.synced = bytes
        }
    }

    func close(_ file: Int32) {
        state.withLock { state in
            if state.handles.removeValue(forKey: file) == 0 { state.isLocked = false }
        }
    }

    func rename(_ path: String, to target: String) throws(FileProblem) {
        try call("rename", target) { state throws(FileProblem) in
            guard state.directories.contains(Self.parent(target)) else {
                throw FileProblem("rename", target, code: ENOENT)
            }
            guard let file = state.names.removeValue(forKey: path) else {
                throw FileProblem("rename", path, code: ENOENT)
            }
            state.names[target] = file
        }
    }

    func syncDirectory(_ path: String) throws(FileProblem) {
        try call("syncDirectory", path) { state throws(FileProblem) in
            guard state.directories.contains(path) else { throw FileProblem("syncDirectory", path, code: ENOENT) }
            state.syncedNames = state.syncedNames.filter { Self.parent($0.key) != path }
            for (name, file) in state.names where Self.parent(name) == path { state.syncedNames[name] = file }
            state.syncedDirectories = state.syncedDirectories.filter { Self.parent($0) != path || $0 == "/" }
            state.syncedDirectories.formUnion(state.directories.filter { Self.parent($0) == path && $0 != "/" })
        }
    }

    func remove(_ path: String) throws(FileProblem) {
        try call("remove", path) { state in state.names[path] = nil }
    }

    func lock(_ path: String) throws(FileProblem) -> FileLock {
        try call("lock", path) { state in
            guard !state.isLocked else { return .heldBy(process: 4711) }
            state.isLocked = true
            state.lastHandle += 1
            state.handles[state.lastHandle] = 0
            return .held(state.lastHandle)
        }
    }
}
