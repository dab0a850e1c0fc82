/// The elements of a JSON array: where they were read, or a list of one's own.
public struct JSONArray: Sequence {
    fileprivate enum Storage {
        /// The array's node.
        case read(JSONTape, Int)
        case own([JSON])
    }

    private var storage: Storage

    public init(_ values: [JSON] = []) {
        storage = .own(values)
    }

    init(_ tape: JSONTape, _ index: Int) {
        storage = .read(tape, index)
    }

    @export(interface)
    public var count: Int {
        switch storage {
        case .read(let tape, let index): Int(tape[index].start)
        case .own(let values): values.count
        }
    }

    public var isEmpty: Bool { count == 0 }

    /// Of an array that was read, the one at `index` is found by going through those before it: use a loop for many.
    public subscript(index: Int) -> JSON {
        switch storage {
        case .read(let tape, let own):
            precondition(index >= 0 && index < Int(tape[own].start), "index out of range")
            var node = own + 1
            for _ in 0..<index { node = tape.next(after: node) }
            return JSON(tape, node)
        case .own(let values): return values[index]
        }
    }

    @export(interface)
    public mutating func append(_ value: JSON) {
        var values = Array(self)
        values.append(value)
        storage = .own(values)
    }

    public struct Iterator: IteratorProtocol {
        private let storage: Storage
        private var position: Int

        fileprivate init(_ storage: Storage) {
            self.storage = storage
            if case .read(_, let index) = storage { position = index + 1 } else { position = 0 }
        }

        public mutating func next() -> JSON? {
            switch storage {
            case .read(let tape, let index):
                guard position < Int(tape[index].end) else { return nil }
                let value = JSON(tape, position)
                position = tape.next(after: position)
                return value
            case .own(let values):
                guard position < values.count else { return nil }
                position += 1
                return values[position - 1]
            }
        }
    }

    public func makeIterator() -> Iterator { Iterator(storage) }
}
