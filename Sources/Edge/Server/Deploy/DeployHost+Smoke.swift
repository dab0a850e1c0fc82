internal import Admin
internal import Deploy
internal import Isolate

extension DeployHost {
    func run(_ request: SmokeRequest, _ index: Int, _ deployment: Deployment) throws(AdminError) {}
}
