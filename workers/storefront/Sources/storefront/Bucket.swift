import Swiftlet

/// The two groups of the experiment.
enum Bucket {
    case a, b

    var name: String {
        switch self {
        case .a: "A"
        case .b: "B"
        }
    }

    /// The group that a cookie names; nil where it names none.
    init?(name: Bytes) {
        if name == "A" { self = .a } else if name == "B" { self = .b } else { return nil }
    }

    /// The group of a visitor: always the same for one whose name is known, else random.
    init(visitor: Bytes?) {
        guard let visitor else {
            self = Random.next() & 1 == 0 ? .a : .b
            return
        }
        var hash: UInt32 = 5381
        for byte in visitor { hash = (hash * 33 + UInt32(byte)) % (1 << 24) }
        self = hash % 100 < 50 ? .a : .b
    }
}
