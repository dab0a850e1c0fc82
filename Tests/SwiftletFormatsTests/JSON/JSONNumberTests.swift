import SwiftletFormats
import Testing

@Suite("JSONNumber")
struct JSONNumberTests {
    private func number(_ text: String) throws -> JSONNumber {
        var reader = JSONReader(Bytes(copying: text))
        let number = try reader.number()
        try reader.end()
        return number
    }

    @Test("whole numbers of 64 bits are exact")
    func integers() throws {
        for value in [0, 1, -1, 9_007_199_254_740_993, Int64.max, Int64.min, Int64.max - 1, Int64.min + 1] {
            #expect(try number("\(value)").integer == value)
        }
        #expect(try number("-0").integer == 0)
    }

    @Test(
        "what is no whole number of 64 bits is none",
        arguments: ["9223372036854775808", "-9223372036854775809", "1.0", "1e2", "99999999999999999999999"])
    func noIntegers(_ text: String) throws {
        #expect(try number(text).integer == nil)
    }

    @Test(
        "doubles are rounded correctly, also where it is hard",
        arguments: [
            "0.1", "1e22", "1e23", "9007199254740993", "9007199254740992.5", "2.2250738585072011e-308",
            "2.2250738585072014e-308", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324",
            "1.7976931348623157e308", "8.98846567431158e307", "123456789012345678901234567890", "1e-400",
            "1.00000000000000011102230246251565404236316680908203125",
            "1.00000000000000011102230246251565404236316680908203126", "0.000000000000000000000000000001e30",
            "7.2057594037927933e16", "6.631236846766476e-316",
            "3.237883913302901289588352412501532174863037669423108059901297049552301970670676565786835742587799557860615776559838283435514391084153169252689190564396459577394618038928365305143463955100356696665629202017331344031730044369360205258345803431471660032699580731300954848363975548690010751530018881758184174569652173110473696022749934638425380623369774736560008997404060967498028389191878963968575439222206416981462690113342524002724385941651051293552601421155333430225237291523843322331326138431477823591142408800030775170625915670728657003151953664260769822494937951845801530895238439819708403389937873241463484205608000027270531106827387907791444918534771598750162812548862768493201518991668028251730299953143924168545708663913273994694463908672332763671875E-319",
        ])
    func doubles(_ text: String) throws {
        #expect(try number(text).double.bitPattern == Double(text)!.bitPattern)
    }

    @Test("shortest texts of random doubles read back to the same double")
    func roundTrip() throws {
        var generator = SplitMix(state: 42)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            #expect(try number(value.description).double.bitPattern == value.bitPattern)
            #expect(JSONNumber(value).double.bitPattern == value.bitPattern)
        }
    }

    @Test("a number beyond all doubles is infinite, and no value where one is asked for")
    func overflow() throws {
        #expect(try number("-1e400").double == -.infinity)
        #expect(try JSON(Bytes("1e999999999999999999999")).double == nil)
        #expect(throws: JSONError.outOfRange(at: 0)) {
            var reader = JSONReader(Bytes("1e400"))
            _ = try reader.double()
        }
    }

    @Test("the sign of zero is kept")
    func zero() throws {
        #expect(try number("-0.0").double.sign == .minus)
    }
}

/// The same numbers in each run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
