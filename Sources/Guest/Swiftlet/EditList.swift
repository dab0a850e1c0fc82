internal import CWorkerABI

/// One recorded change of a head.
@safe package struct Edit {
    package enum Operation {
        /// Replaces every field of that name by one.
        case set
        case append
        /// Drops every field of that name; a name that ends in `*` drops all that begin so.
        case remove
    }

    package let operation: Operation
    package let name: Bytes
    package let value: Bytes
    /// The change recorded before this one.
    fileprivate let earlier: UnsafePointer<Edit>?

    /// Whether this change concerns fields called `name`.
    func concerns(_ name: Bytes) -> Bool {
        if operation == .remove, self.name.last == UInt8(ascii: "*") {
            return name.startsIgnoringCase(with: self.name.slice(0..<self.name.count - 1))
        }
        return self.name.equalsIgnoringCase(name)
    }
}

/// The changes that a worker made to a head, newest first.
///
/// A linked list whose nodes never change and live until the isolate ends: a copy is a copy of one pointer, so that
/// `Request` and `Response` are values at no cost, and recording a change is one small allocation.
@safe package struct EditList: Sequence {
    private var newest: UnsafePointer<Edit>?
    package private(set) var count = 0

    init() {
        unsafe newest = nil
    }

    @export(interface)
    mutating func record(_ operation: Edit.Operation, _ name: Bytes, _ value: Bytes = Bytes()) {
        let node = unsafe swiftlet_arena(MemoryLayout<Edit>.size).bindMemory(to: Edit.self, capacity: 1)
        unsafe node.initialize(to: Edit(operation: operation, name: name, value: value, earlier: newest))
        unsafe newest = UnsafePointer(node)
        count += 1
    }

    /// Newest first.
    @safe package struct Iterator: IteratorProtocol {
        fileprivate var node: UnsafePointer<Edit>?

        package mutating func next() -> Edit? {
            guard let edit = unsafe node?.pointee else { return nil }
            unsafe node = edit.earlier
            return edit
        }
    }

    package func makeIterator() -> Iterator {
        unsafe Iterator(node: newest)
    }
}
