import Testing

@testable import Toolchain

@Suite("What doctor makes of the second wall")
struct DoctorWallTests {
    @Test("root that stays root is a warning where something is served")
    func user() {
        let staying = UserCheck(user: nil, isCurrent: false, isRoot: true, isConfigured: true)
        #expect(staying.finding.level == .warning)
        #expect(UserCheck(user: nil, isCurrent: false, isRoot: true, isConfigured: false).finding.level == .ok)
        #expect(UserCheck(user: nil, isCurrent: false, isRoot: false, isConfigured: true).finding.level == .ok)
        #expect(UserCheck(user: "www (33:33)", isCurrent: false, isRoot: true, isConfigured: true).finding.level == .ok)
        #expect(UserCheck(user: "www (33:33)", isCurrent: true, isRoot: false, isConfigured: true).finding.level == .ok)
        let other = UserCheck(user: "www (33:33)", isCurrent: false, isRoot: false, isConfigured: true)
        #expect(other.finding.level == .warning)
    }

    @Test("the cache must be that of the user whom the server becomes")
    func cache() {
        let fix = CacheCheck(path: "/c", state: .unsafe, owner: "www:web").finding.fix
        #expect(fix == "chown www:web /c && chmod 700 /c")
        let missing = CacheCheck(path: "/c", state: .absent(above: "/", writable: false), owner: "www:web").finding.fix
        #expect(missing?.hasPrefix("install -d -m 700 -o www /c ") == true)
    }

    @Test("what the kernel lacks is a warning, and a failure where it is required")
    func lacking() {
        var calls = SystemCallCheck(mode: "enforce", isAvailable: true, allowed: 100, isRequired: true)
        #expect(calls.finding.level == .ok)
        calls.isAvailable = false
        #expect(calls.finding.level == .failed)
        calls.isRequired = false
        #expect(calls.finding.level == .warning)
        var landlock = LandlockCheck(isEnabled: true, version: 7, portsVersion: 4, isRequired: true)
        #expect(landlock.finding.level == .ok)
        landlock.version = 2
        #expect(landlock.finding.level == .warning && landlock.finding.text.contains("ports are not"))
        landlock.version = 0
        #expect(landlock.finding.level == .failed)
        landlock.isRequired = false
        #expect(landlock.finding.level == .warning)
    }

    @Test("what is turned off is a warning", arguments: ["off", "log"])
    func turnedOff(mode: String) {
        #expect(
            SystemCallCheck(mode: mode, isAvailable: true, allowed: 100, isRequired: false).finding.level == .warning)
        #expect(
            LandlockCheck(isEnabled: false, version: 7, portsVersion: 4, isRequired: false).finding.level == .warning)
    }

    @Test("core dumps: where they would go")
    func coreDumps() {
        #expect(CoreDumpCheck(isAllowed: false, pattern: "core").finding.level == .ok)
        let piped = CoreDumpCheck(isAllowed: true, pattern: "|/usr/bin/collect %p").finding
        #expect(piped.level == .warning && piped.text.contains("/usr/bin/collect"))
        #expect(CoreDumpCheck(isAllowed: true, pattern: nil).finding.level == .warning)
    }

    @Test("queues and ports: the setting that would do")
    func connections() {
        #expect(BacklogCheck(wanted: 1024, allowed: 4096).finding.level == .ok)
        #expect(BacklogCheck(wanted: 1024, allowed: nil).finding.level == .ok)
        let queue = BacklogCheck(wanted: 1024, allowed: 128).finding
        #expect(queue.level == .warning && queue.fix?.hasPrefix("sysctl -w net.core.somaxconn=1024") == true)
        #expect(LocalPortCheck(wanted: 512, range: 32768...60999).finding.level == .ok)
        #expect(LocalPortCheck(wanted: 40_000, range: 32768...60999).finding.level == .warning)
    }

    @Test(
        "the kernel",
        arguments: [
            ("6.1.0-18-amd64" as String?, Finding.Level.ok), ("5.10.0", .ok), ("4.19.0-1", .warning), (nil, .warning),
        ])
    func kernel(release: String?, level: Finding.Level) {
        #expect(KernelCheck(release: release).finding.level == level)
    }
}
