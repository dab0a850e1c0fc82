import Swiftlet
import SwiftletTesting
import Testing

@Suite("OriginDouble")
struct OriginDoubleTests {
    @Test("an origin can be made from a response")
    func returning() {
        _ = OriginDouble.returning(.text("soap"))
    }
}
