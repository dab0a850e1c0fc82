internal import Deploy

/// An answer as it is compared: what a worker made of it, before the host's own fields. A value.
struct CapturedResponse: Sendable {
    var status = 0
    /// Field lines.
    var fields: [UInt8] = []
    private(set) var body: [UInt8] = []
    private(set) var isCut = false
    /// The host answered, since there was no answer: only the status counts.
    var isHostsOwn = false

    /// Of its body, what is kept at most.
    private let bodyBytesMax: Int

    init(bodyBytesMax: Int) { self.bodyBytesMax = bodyBytesMax }

    /// What the host answers in place of a worker.
    init(hostsOwn status: Int) {
        bodyBytesMax = 0
        self.status = status
        isHostsOwn = true
    }

    /// A part of the body, as far as there is room.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let room = bodyBytesMax - body.count
        isCut = isCut || bytes.count > room
        unsafe body.append(contentsOf: bytes.prefix(room))
    }

    /// - Parameter statusOnly: nothing else is to be compared.
    func compared(statusOnly: Bool) -> DiffResponse {
        guard !statusOnly else { return DiffResponse(status: status, headers: [], body: []) }
        return DiffResponse(status: status, headers: Self.headers(in: fields[...]), body: body, isCut: isCut)
    }

    /// Of field lines as they are sent.
    static func headers(in lines: ArraySlice<UInt8>) -> [(name: String, value: String)] {
        lines.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            var value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            while let last = value.last, last <= 0x20 { value.removeLast() }
            return (String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
    }
}
