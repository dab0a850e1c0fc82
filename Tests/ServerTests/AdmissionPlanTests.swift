import Testing

@testable import Server

@Suite("A loop's share of what workers may use at once")
struct AdmissionPlanTests {
    private func plan(
        isolates: Int = 1000, threads: Int = 1, _ workers: [(inout Config.WorkerLimits) -> Void]
    ) -> AdmissionPlan {
        var config = Config()
        config.threads = threads
        config.limits.isolatesMax = isolates
        for (index, change) in workers.enumerated() {
            var worker = Config.Worker(name: "w\(index)", path: "", kind: .module)
            change(&worker.limits)
            config.workers.append(worker)
        }
        return AdmissionPlan(config)
    }

    @Test("a worker that says nothing may have all places but those that others reserve")
    func defaults() {
        let plan = plan([{ _ in }, { _ in }])
        #expect(plan.places == 1000)
        let worker = AdmissionPlan.Worker(concurrency: 1000, reserved: 16, queue: 100, queueMilliseconds: 1000)
        #expect(plan.workers == [worker, worker])
    }

    @Test("reserves by default are a quarter of the places at most")
    func manyWorkers() {
        #expect(self.plan(Array(repeating: { _ in }, count: 50)).workers.map(\.reserved).reduce(0, +) == 250)
        #expect(self.plan(Array(repeating: { _ in }, count: 300)).workers.allSatisfy { $0.reserved == 0 })
        #expect(self.plan(isolates: 1, [{ _ in }]).workers[0].reserved == 0)
    }

    @Test("loops have equal shares, rounded down to 1 at least")
    func shares() {
        let plan = plan(
            isolates: 10, threads: 4,
            [
                {
                    $0.concurrencyMax = 7
                    $0.queueMax = 9
                },
                {
                    $0.concurrencyMax = 3
                    $0.queueMax = 1
                },
            ])
        #expect(plan.places == 2)
        #expect(plan.workers.map(\.concurrency) == [1, 1])
        #expect(plan.workers.map(\.queue) == [2, 1])
    }

    @Test("a reserve that is written is there on every loop")
    func reservesAreRoundedUp() {
        #expect(plan(isolates: 100, threads: 4, [{ $0.reserved = 1 }, { _ in }]).workers[0].reserved == 1)
        #expect(plan(isolates: 100, threads: 4, [{ $0.reserved = 9 }, { _ in }]).workers[0].reserved == 3)
    }

    @Test("on no loop do reserves take the last place from a worker that has none")
    func reservesLeaveRoom() {
        let plan = plan(isolates: 10, threads: 4, [{ $0.reserved = 8 }, { $0.reserved = 0 }])
        #expect(plan.workers.map(\.reserved) == [1, 0])
        let small = self.plan(isolates: 3, threads: 3, [{ $0.reserved = 1 }, { $0.reserved = 1 }, { $0.reserved = 1 }])
        #expect(small.places == 1)
        #expect(small.workers.map(\.reserved) == [0, 0, 0])
    }

    @Test("neither a queue of none nor one without time is a queue")
    func noQueue() {
        let plan = plan([{ $0.queueMax = 0 }, { $0.queueWait = .zero }])
        #expect(plan.workers.map(\.queue) == [0, 0])
    }
}
