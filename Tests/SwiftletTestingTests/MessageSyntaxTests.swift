import HTTP
import Testing

@testable import SwiftletTesting

/// The double's own copy of the host's rules, held against the host's.
@Suite("MessageSyntax")
struct MessageSyntaxTests {
    enum Rule: CaseIterable {
        case name, value, method, target

        func double(_ bytes: [UInt8]) -> Bool {
            switch self {
            case .name: MessageSyntax.isName(bytes)
            case .value: MessageSyntax.isValue(bytes)
            case .method: MessageSyntax.isMethod(bytes)
            case .target: MessageSyntax.isTarget(bytes)
            }
        }

        func host(_ bytes: [UInt8]) -> Bool {
            unsafe bytes.withUnsafeBytes { bytes in
                switch self {
                case .name: unsafe FieldSyntax.isName(bytes)
                case .value: unsafe FieldSyntax.isValue(bytes)
                case .method: unsafe FieldSyntax.isMethod(bytes)
                case .target: unsafe FieldSyntax.isTarget(bytes)
                }
            }
        }
    }

    @Test("every byte is allowed where the host allows it, and nowhere else", arguments: Rule.allCases)
    func bytes(rule: Rule) {
        for byte in UInt8.min...UInt8.max {
            for bytes in [[byte], [UInt8(ascii: "/"), byte]] {
                #expect(rule.double(bytes) == rule.host(bytes), "\(bytes)")
            }
        }
    }

    @Test("every length is allowed that the host allows, and no other", arguments: Rule.allCases)
    func lengths(rule: Rule) {
        for count in [0, 1, 32, 33, 65_535, 65_536] {
            let letters = [UInt8](repeating: UInt8(ascii: "A"), count: count)
            #expect(rule.double(letters) == rule.host(letters), "\(count)")
        }
    }
}
