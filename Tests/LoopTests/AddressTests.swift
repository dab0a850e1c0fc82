import Testing

@testable import Loop

@Suite struct AddressTests {
    @Test(
        "an IP address reads back as it was written",
        arguments: [
            ("127.0.0.1", "127.0.0.1:80"), ("0.0.0.0", "0.0.0.0:80"), ("::1", "[::1]:80"),
            ("2001:db8:0:0:0:0:0:7", "[2001:db8::7]:80"), ("::ffff:192.0.2.1", "[::ffff:192.0.2.1]:80"),
        ])
    func parsed(host: String, text: String) throws {
        let address = try #require(Address(host: host, port: 80))
        #expect(address.description == text)
        #expect(address.port == 80)
    }

    @Test(
        "what is no IP address is refused",
        arguments: ["", "localhost", "127.0.0", "127.0.0.1.1", "256.0.0.1", "::1::", "[::1]", "1.2.3.4:80", " ::1"])
    func refused(host: String) {
        #expect(Address(host: host, port: 80) == nil)
    }

    @Test("ports keep all their sixteen bits", arguments: [0, 1, 256, 8443, 65_535] as [UInt16])
    func ports(port: UInt16) throws {
        #expect(try #require(Address(host: "127.0.0.1", port: port)).port == port)
        #expect(try #require(Address(host: "::1", port: port)).port == port)
    }

    @Test("an address that does not fit the buffer is not cut, but left out")
    func smallBuffer() throws {
        let address = try #require(Address(host: "2001:db8::1234", port: 1))
        var room = [UInt8](repeating: 0, count: 8)
        #expect(unsafe room.withUnsafeMutableBytes { unsafe address.writeHost(into: $0) } == 0)
        room = [UInt8](repeating: 0, count: 46)
        #expect(unsafe room.withUnsafeMutableBytes { unsafe address.writeHost(into: $0) } == 14)
    }
}
