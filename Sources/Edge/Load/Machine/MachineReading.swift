internal import Glibc

/// What the machine says of its processors at one moment. Two readings tell what happened between them.
package struct MachineReading: Sendable, Equatable {
    /// Nanoseconds on the clock that only goes forward.
    package var at: UInt64 = 0
    /// Of all processors, since they were started, in nanoseconds.
    package var busy: UInt64 = 0
    package var stolen: UInt64 = 0
    /// CPU time of this process.
    package var own: UInt64 = 0
    package var server: ProcessTime?
    package var generator: ProcessTime?
    /// How often the generator's thread was put aside.
    package var generatorPutAside: Int?
    /// Of each processor that tells, in kHz.
    package var frequencies: [Int] = []
    package var processors = 1

    package init() {}

    /// On the generator's thread. `servers`: their processes, as far as they are known.
    package static func now(servers: [Int32?]) -> MachineReading {
        var reading = MachineReading()
        reading.at = MonotonicClock.now
        reading.own = MonotonicClock.processTime
        for process in servers {
            guard let process, let time = ProcessTime.of(process: process) else { continue }
            reading.server = (reading.server ?? ProcessTime()) + time
        }
        reading.generator = ProcessTime.ofThread
        reading.generatorPutAside = ProcFile.text("/proc/thread-self/status").flatMap(involuntarySwitches)
        reading.processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        if let text = ProcFile.text("/proc/stat") { reading.read(stat: text) }
        reading.frequencies = (0..<min(reading.processors, 64)).compactMap {
            ProcFile.text("/sys/devices/system/cpu/cpu\($0)/cpufreq/scaling_cur_freq")
                .flatMap { Int($0.filter(\.isNumber)) }
        }
        return reading
    }

    /// The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, … in ticks. Interrupts are not
    /// counted: most of them are the load's own packets.
    mutating func read(stat text: String) {
        guard let line = text.split(separator: "\n").first, line.hasPrefix("cpu ") else { return }
        let ticks = line.split(separator: " ").dropFirst().map { UInt64($0) ?? 0 }
        guard ticks.count >= 8 else { return }
        let tick = 1_000_000_000 / UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
        busy = (ticks[0] + ticks[1] + ticks[2]) * tick
        stolen = ticks[7] * tick
    }

    static func involuntarySwitches(_ status: String) -> Int? {
        status.split(separator: "\n").first { $0.hasPrefix("nonvoluntary_ctxt_switches:") }
            .flatMap { Int($0.filter(\.isNumber)) }
    }
}
