import Admin
import Deploy
import Testing

@Suite("Limits of rollouts")
struct RolloutLimitTests {
    @Test("the admin API takes what a plan can have, and its description says no more")
    func same() {
        #expect(AdminLimits.rolloutStepsMax == GuardLimits.stepsMax)
        #expect(AdminLimits.guardsMax == GuardLimits.guardsMax)
        #expect(AdminLimits.stepMilliseconds.lowerBound == Int(GuardLimits.every.lowerBound))
        #expect(AdminLimits.stepMilliseconds.upperBound == Int(GuardLimits.every.upperBound))
        #expect(AdminLimits.minRequests.lowerBound == Int(GuardLimits.minRequests.lowerBound))
        #expect(AdminLimits.minRequests.upperBound == Int(GuardLimits.minRequests.upperBound))
    }
}
