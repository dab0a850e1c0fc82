import SwiftletTesting
import Testing

@testable import Swiftlet

@Suite struct RandomTests {
    @Test("As many bytes as wanted, in calls as large as the host takes", arguments: [0, 1, 65_536, 65_537, 200_000])
    func bytes(count: Int) throws {
        var calls: [Int] = []
        let host = NativeHost(
            origin: { _ in 0 }, send: { _, _ in 0 }, wait: { _ in NativeHead() }, read: { _, _ in [] },
            close: { _ in }, variable: { _ in nil }, log: { _, _ in },
            random: { count in
                calls.append(count)
                return [UInt8](repeating: 7, count: count)
            }, clock: { _ in 0 })
        let worker = Probe { _, _ in
            let bytes = Random.bytes(count)
            return .text("\(bytes.count) \(bytes.allSatisfy { $0 == 7 })")
        }
        #expect(try host.run(worker, NativeHead()).body.text == "\(count) true")
        #expect(calls.allSatisfy { $0 <= 65_536 } && calls.reduce(0, +) == count)
    }
}
