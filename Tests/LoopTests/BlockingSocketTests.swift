import Glibc
import Testing

@testable import Loop

@Suite struct BlockingSocketTests {
    @Test("an address is bound by one alone, and its port is known", arguments: ["127.0.0.1", "::1"])
    func exclusive(_ host: String) throws {
        let wanted = try #require(Address(host: host, port: 0))
        let (descriptor, address) = try BlockingSocket.bind(wanted)
        defer { close(descriptor) }
        #expect(address.port > 0)
        #expect(listen(descriptor, 1) == 0)
        let error = #expect(throws: LoopError.self) { try BlockingSocket.bind(address) }
        #expect(error?.isAddressInUse == true)
    }

    @Test("accepting tells who has connected, or why nobody was accepted")
    func accepting() throws {
        let (listener, address) = try BlockingSocket.bind(try #require(Address(host: "127.0.0.1", port: 0)))
        defer { close(listener) }
        #expect(listen(listener, 1) == 0)
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(client) }
        #expect(unsafe address.withSockaddr { unsafe connect(client, $0, address.length) } == 0)
        let (descriptor, peer) = BlockingSocket.accept(listener)
        #expect(descriptor >= 0)
        #expect(peer.host == "127.0.0.1")
        #expect(peer.port == BoundSocket.name(of: client)?.port)
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        close(descriptor)
        #expect(BlockingSocket.accept(-1).descriptor == -EBADF)
    }
}
