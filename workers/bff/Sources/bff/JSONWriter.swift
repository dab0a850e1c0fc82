import Swiftlet

/// JSON text in the making.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(1024)
    }

    /// Text that is JSON already.
    mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: Bytes(text))
    }

    /// A value as it stood in another document.
    mutating func raw(_ value: Bytes) {
        bytes.append(contentsOf: value)
    }
}
