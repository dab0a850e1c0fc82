import Testing

@testable import Toolchain

@Suite("What doctor makes of facts")
struct DoctorCheckTests {
    @Test(
        "A library of the right version, or a later one, will do",
        arguments: [
            ("1.44", Finding.Level.ok), ("1.44.2", .ok), ("1.100.0", .ok), ("2.0", .ok), ("1.43.9", .failed),
            ("", .warning),
        ])
    func minimum(found: String, level: Finding.Level) {
        let check = LibraryCheck(name: "libuv", found: found, need: .atLeast("1.44"), fix: "apt")
        #expect(check.finding.level == level)
        #expect((check.finding.fix == nil) == (level == .ok))
    }

    @Test(
        "wasmtime must be the one that it was built for",
        arguments: [("50", Finding.Level.ok), ("50.0.1", .ok), ("51", .failed), ("5", .failed), ("50.0.2", .failed)])
    func exact(found: String, level: Finding.Level) {
        let check = LibraryCheck(name: "wasmtime", found: found, need: .exactly("50.0.1"), fix: "make setup")
        #expect(check.finding.level == level)
    }

    @Test("Mappings: the setting to change is computed from the isolates")
    func mappings() {
        let enough = SandboxCheck(
            isolates: 1000, refusal: nil, mappingsPerIsolate: 6, mappingsMax: 65_530, addressSpaceMax: nil)
        #expect(enough.finding.level == .ok)
        var short = enough
        short.isolates = 10_923
        short.refusal = "mappings"
        #expect(short.finding.level == .failed)
        #expect(short.finding.fix?.hasPrefix("sysctl -w vm.max_map_count=66538 ") == true)
        short.isolates = 10_921
        short.refusal = nil
        #expect(short.finding.level == .ok)
    }

    @Test("A refused pool: the limit on address space is named where there is one")
    func addressSpace() {
        var check = SandboxCheck(
            isolates: 1000, refusal: "no", mappingsPerIsolate: 6, mappingsMax: nil, addressSpaceMax: 1 << 30)
        #expect(check.finding.level == .failed)
        #expect(check.finding.fix?.hasPrefix("ulimit -v unlimited") == true)
        check.addressSpaceMax = nil
        #expect(check.finding.level == .failed)
        #expect(check.finding.fix?.contains("limits.isolates") == true)
    }

    @Test("Open files: a warning below what connections may need")
    func descriptors() {
        #expect(DescriptorCheck(clients: 10_000, origins: 500, versions: 12, hard: 10_612).finding.level == .ok)
        #expect(DescriptorCheck(clients: 10_000, origins: 500, versions: 12, hard: nil).finding.level == .ok)
        let short = DescriptorCheck(clients: 10_000, origins: 500, versions: 12, hard: 10_611).finding
        #expect(short.level == .warning)
        #expect(short.fix?.hasPrefix("ulimit -Hn 10612") == true)
    }

    @Test("Ports: who has it, and what root would do")
    func ports() {
        func finding(_ outcome: PortCheck.Outcome) -> Finding {
            PortCheck(
                listener: "public", address: "0.0.0.0:443", port: 443, outcome: outcome, executable: "/usr/bin/swiftlet"
            ).finding
        }
        #expect(finding(.free).level == .ok)
        #expect(finding(.inUse(by: "nginx (pid 812)")).text.contains("nginx (pid 812)"))
        #expect(finding(.inUse(by: nil)).fix?.contains("ss -ltnp 'sport = :443'") == true)
        #expect(finding(.denied).fix == "setcap cap_net_bind_service=+ep /usr/bin/swiftlet")
        #expect(finding(.refused("no such address")).text.contains("no such address"))
        for outcome in [PortCheck.Outcome.inUse(by: nil), .denied, .refused("")] {
            #expect(finding(outcome).level == .failed)
        }
    }

    @Test(
        "Disk space: less than one use fails, less than ten is a warning",
        arguments: [(UInt64(99), Finding.Level.failed), (100, .warning), (999, .warning), (1000, .ok)])
    func disk(free: UInt64, level: Finding.Level) {
        #expect(DiskCheck(purpose: "builds", path: "/tmp", freeBytes: free, neededBytes: 100).finding.level == level)
        #expect(DiskCheck(purpose: "builds", path: "/tmp", freeBytes: nil, neededBytes: 100).finding.level == .warning)
    }

    @Test("The cache: only a directory of one's own, or one that can be made")
    func cache() {
        func finding(_ state: CacheCheck.State) -> Finding { CacheCheck(path: "/c", state: state).finding }
        #expect(finding(.usable).level == .ok)
        #expect(finding(.absent(above: "/", writable: true)).level == .ok)
        #expect(finding(.unsafe).fix == "chown \"$(id -un)\" /c && chmod 700 /c")
        for state in [CacheCheck.State.absent(above: "/", writable: false), .notADirectory, .unsafe, .readOnly] {
            #expect(finding(state).level == .failed)
            #expect(finding(state).fix != nil)
        }
    }

    @Test("File watching: the limit that is reached is the one to raise")
    func watching() {
        func finding(_ outcome: WatchCheck.Outcome) -> Finding {
            WatchCheck(outcome: outcome, instancesMax: 128, watchesMax: 1000).finding
        }
        #expect(finding(.works).level == .ok)
        #expect(finding(.noInstance).fix == "sysctl -w fs.inotify.max_user_instances=512")
        #expect(finding(.noWatch).fix == "sysctl -w fs.inotify.max_user_watches=4000")
        #expect(finding(.refused("no")).level == .warning)
    }

    @Test("Processors: more loops than cores, or than a quota allows, is a warning")
    func processors() {
        #expect(ProcessorCheck(cores: 2, quota: nil, threads: 2).finding.level == .ok)
        #expect(ProcessorCheck(cores: 2, quota: 2, threads: 2).finding.level == .ok)
        #expect(ProcessorCheck(cores: 2, quota: nil, threads: 3).finding.fix?.contains("threads = 2") == true)
        #expect(ProcessorCheck(cores: 8, quota: 1.5, threads: 8).finding.fix?.contains("threads = 1 ") == true)
    }

    @Test("A clock before the binary's own date is wrong")
    func clock() {
        #expect(ClockCheck(now: 1_000_000, written: 1_000_000).finding.level == .ok)
        #expect(ClockCheck(now: 0, written: nil).finding.level == .ok)
        #expect(ClockCheck(now: 0, written: 10 * 86_400).finding.level == .failed)
    }

    @Test("The toolchain is needed where something is built, else only worth a warning")
    func toolchain() {
        var check = ToolchainCheck(
            compiler: .missing("no swift"), bundle: .unknown, bundleDirectory: "/b", sdkPackage: nil, isNeeded: true)
        #expect(check.findings.map(\.level) == [.failed, .failed])
        check.isNeeded = false
        #expect(check.findings.map(\.level) == [.warning, .warning])
        check.isNeeded = true
        check.compiler = .found(version: "6.3.1", root: "/usr", hasSymbolizer: false)
        check.sdkPackage = "/sdk"
        check.bundle = .toBeMade
        #expect(check.findings.map(\.level) == [.ok, .warning, .ok, .ok])
        check.bundle = .notWritable
        #expect(check.findings.last?.level == .failed)
    }
}
