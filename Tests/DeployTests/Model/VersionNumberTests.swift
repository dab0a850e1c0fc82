import Testing

@testable import Deploy

struct VersionNumberTests {
    @Test("A number is written with a v, and read back", arguments: [1, 9, 10, 4_294_967_295] as [UInt32])
    func written(_ value: UInt32) throws {
        let number = try #require(VersionNumber(value))
        #expect(number.description == "v\(value)")
        #expect(VersionNumber(text: number.description) == number)
    }

    @Test(
        "No other spelling is a number",
        arguments: ["", "v", "7", "v0", "v07", "V7", "v-1", "v+1", "v7 ", " v7", "v4294967296", "v99999999999", "v٣"])
    func refused(_ text: String) {
        #expect(VersionNumber(text: text) == nil)
    }

    @Test("v0 is no version")
    func zero() {
        #expect(VersionNumber(0) == nil)
    }
}
