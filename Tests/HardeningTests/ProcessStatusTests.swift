import Testing

@testable import Hardening

@Suite struct ProcessStatusTests {
    @Test("the kernel's lines are read")
    func lines() {
        let status = ProcessStatus(
            """
            Name:\tswiftlet
            Threads:\t3
            CapEff:\t000001fffeffffff
            NoNewPrivs:\t1
            Seccomp:\t2
            Seccomp_filters:\t1

            """)
        #expect(status.threads == 3)
        #expect(status.capabilities == 0x1ff_feff_ffff)
        #expect(status.hasNoNewPrivileges && status.hasFilter)
    }

    @Test("of a process without walls, and of this one")
    func others() throws {
        let open = ProcessStatus("CapEff:\t0000000000000000\nNoNewPrivs:\t0\nSeccomp:\t0\n")
        #expect(open == ProcessStatus(""))
        #expect(try #require(ProcessStatus.current()).threads > 0)
    }
}
