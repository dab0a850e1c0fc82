import Testing

@testable import Load

@Suite("What disturbs a measurement")
struct DisturbanceTests {
    private let second: UInt64 = 1_000_000_000

    /// Ten seconds on two processors, in which the load took one of them and nothing else was there.
    private func readings(_ change: (inout MachineReading) -> Void) -> [String] {
        var before = MachineReading()
        before.processors = 2
        before.server = ProcessTime(onProcessor: 5 * second, inQueue: second)
        before.generator = ProcessTime(onProcessor: second, inQueue: 0)
        before.generatorPutAside = 7
        before.frequencies = [2_000_000, 2_000_000]
        before.busy = 100 * second
        var after = before
        after.at = 10 * second
        after.own += 4 * second
        after.server?.onProcessor += 6 * second
        after.busy += 10 * second
        change(&after)
        return Disturbances.between(before, after)
    }

    @Test("a quiet machine has none")
    func quiet() { #expect(readings { _ in } == []) }

    @Test("each kind is told with its number, from its threshold on")
    func kinds() {
        #expect(readings { $0.stolen += second / 10 } == [])
        #expect(
            readings { $0.stolen += second } == [
                "the hypervisor gave 5.0 % of the processors' time to others (steal)"
            ])
        #expect(readings { $0.busy += second / 4 } == [])
        #expect(readings { $0.busy += 3 * second } == ["other processes took 30.0 % of a processor"])
        #expect(
            readings { $0.server?.inQueue += second / 5 } == ["the server waited 2.0 % of the time for a processor"])
        #expect(
            readings { $0.generator?.inQueue += second } == ["the generator waited 10.0 % of the time for a processor"])
        #expect(readings { $0.generatorPutAside = 100 } == [])
        #expect(readings { $0.generatorPutAside = 507 } == ["the generator was put aside 50 times a second"])
        #expect(readings { $0.frequencies = [2_000_000, 1_500_000] } == ["a processor's frequency changed by 25.0 %"])
    }

    @Test("the generator's lateness matters beside what was measured")
    func lateness() {
        #expect(Disturbances.lateness(p99: 90, latency: 10) == nil)
        #expect(Disturbances.lateness(p99: 200, latency: 1000) == nil)
        #expect(Disturbances.lateness(p99: 200, latency: 100)?.contains("200 µs") == true)
    }

    @Test("the system's files are read")
    func files() {
        #expect(ProcessTime.parse("123 456 7\n") == ProcessTime(onProcessor: 123, inQueue: 456))
        #expect(ProcessTime.parse("") == nil)
        #expect(MachineReading.involuntarySwitches("Name:\tx\nnonvoluntary_ctxt_switches:\t12\n") == 12)
        var reading = MachineReading()
        reading.read(stat: "cpu  100 10 50 1000 0 5 7 20 0 0\ncpu0 1 2 3\n")
        #expect(reading.busy == 1_600_000_000)
        #expect(reading.stolen == 200_000_000)
    }

    @Test("this process's own time goes forward")
    func now() throws {
        let before = MachineReading.now(servers: [])
        var sum = 0.0
        for number in 0..<200_000 { sum += Double(number).squareRoot() }
        let after = MachineReading.now(servers: [])
        #expect(sum > 0)
        #expect(after.own > before.own)
        #expect(after.at > before.at)
        #expect(before.server == nil)
    }
}
