import Swiftlet

/// Addresses with blanks between them: `127.0.0.1 10.0.* 2001:db8:*`. A `*` at the end takes all that begin so.
struct AddressList {
    private let text: Bytes

    init(_ text: String) {
        self.text = Bytes(copying: text)
    }

    func contains(_ address: String) -> Bool {
        let address = Bytes(copying: address)
        var start = 0
        for index in 0...text.count where index == text.count || text[index] == UInt8(ascii: " ") {
            if matches(address, text.slice(start..<index)) { return true }
            start = index + 1
        }
        return false
    }

    private func matches(_ address: Bytes, _ pattern: Bytes) -> Bool {
        guard pattern.last == UInt8(ascii: "*") else { return !pattern.isEmpty && address == pattern }
        let prefix = pattern.slice(0..<pattern.count - 1)
        // A lone `*` would be everybody: whoever means that switches the page off.
        return !prefix.isEmpty && prefix.count <= address.count && address.slice(0..<prefix.count) == prefix
    }
}
