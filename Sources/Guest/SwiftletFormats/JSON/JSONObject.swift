/// The members of a JSON object, in their order: where they were read, or a list of one's own. Looked up one after the
/// other, which is fast for objects of ordinary size.
public struct JSONObject: Sequence {
    public typealias Member = (key: JSONString, value: JSON)

    fileprivate enum Storage {
        /// The object's node.
        case read(JSONTape, Int)
        case own([Member])
    }

    private var storage: Storage

    public init() {
        storage = .own([])
    }

    init(_ tape: JSONTape, _ index: Int) {
        storage = .read(tape, index)
    }

    @export(interface)
    public var count: Int {
        switch storage {
        case .read(let tape, let index): Int(tape[index].start) / 2
        case .own(let members): members.count
        }
    }

    public var isEmpty: Bool { count == 0 }

    /// Of several members with one key, the last (RFC 8259 section 4 leaves it open; most do so). Setting replaces all of
    /// them by one; setting nil removes them.
    public subscript(key: StaticString) -> JSON? {
        get { find(key) }
        set {
            var kept: [Member] = []
            var place: Int?
            for member in self {
                if member.key == key { place = place ?? kept.count } else { kept.append(member) }
            }
            if let newValue { kept.insert((JSONString(key), newValue), at: place ?? kept.count) }
            storage = .own(kept)
        }
    }

    /// Adds a member; whether there is one with this key already is not checked.
    @export(interface)
    public mutating func append(_ key: JSONString, _ value: JSON) {
        var members = Array(self)
        members.append((key, value))
        storage = .own(members)
    }

    private func find(_ key: StaticString) -> JSON? {
        switch storage {
        case .read(let tape, let index):
            var found: Int?
            var node = index + 1
            while node < Int(tape[index].end) {
                if JSONString(tape, tape[node]) == key { found = node + 1 }
                node = tape.next(after: node + 1)
            }
            return found.map { JSON(tape, $0) }
        case .own(let members):
            var index = members.count
            while index > 0 {
                index -= 1
                if members[index].key == key { return members[index].value }
            }
            return nil
        }
    }

    public struct Iterator: IteratorProtocol {
        private let storage: Storage
        private var position: Int

        fileprivate init(_ storage: Storage) {
            self.storage = storage
            if case .read(_, let index) = storage { position = index + 1 } else { position = 0 }
        }

        public mutating func next() -> Member? {
            switch storage {
            case .read(let tape, let index):
                guard position < Int(tape[index].end) else { return nil }
                let member = (key: JSONString(tape, tape[position]), value: JSON(tape, position + 1))
                position = tape.next(after: position + 1)
                return member
            case .own(let members):
                guard position < members.count else { return nil }
                position += 1
                return members[position - 1]
            }
        }
    }

    public func makeIterator() -> Iterator { Iterator(storage) }
}
