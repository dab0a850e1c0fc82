import Testing

@testable import Server

@Suite struct QuantityTests {
    @Test(
        "durations are a whole number and a unit",
        arguments: [
            ("50ms", Duration.milliseconds(50)), ("30s", .seconds(30)), ("2m", .seconds(120)), ("1h", .seconds(3600)),
            ("7us", .microseconds(7)), ("0s", .zero), ("007s", .seconds(7)),
        ])
    func durations(_ text: String, _ duration: Duration) {
        #expect(Quantity.duration(text) == duration)
    }

    @Test(
        "other durations are refused",
        arguments: [
            "", "5", "s", "-1s", "+1s", "1.5s", "1 s", " 1s", "1s ", "1S", "1sec", "1d", "٣s", "99999999999999999999s",
        ])
    func notDurations(_ text: String) {
        #expect(Quantity.duration(text) == nil)
    }

    @Test(
        "sizes are a whole number and a unit, decimal or binary",
        arguments: [
            ("64KB", 64_000), ("16MiB", 16 << 20), ("1GiB", 1 << 30), ("1GB", 1_000_000_000), ("3MB", 3_000_000),
            ("32KiB", 32768), ("9B", 9), ("0B", 0),
        ])
    func sizes(_ text: String, _ bytes: Int) {
        #expect(Quantity.size(text) == bytes)
    }

    @Test("other sizes are refused", arguments: ["", "5", "1kb", "1K", "1.5MiB", "-1B", "1 MiB", "9999999999999GiB"])
    func notSizes(_ text: String) {
        #expect(Quantity.size(text) == nil)
    }

    @Test("messages show the largest unit that fits")
    func text() {
        #expect(Quantity.text(.seconds(90)) == "90s")
        #expect(Quantity.text(.seconds(7200)) == "2h")
        #expect(Quantity.text(.milliseconds(1500)) == "1500ms")
        #expect(Quantity.text(.zero) == "0s")
        #expect(Quantity.text(bytes: 0) == "0B")
        #expect(Quantity.text(bytes: 1 << 20) == "1MiB")
        #expect(Quantity.text(bytes: 3_000_000) == "3MB")
        #expect(Quantity.text(bytes: 1000) == "1KB")
    }
}
