internal import Admin

extension DeployHost {
    func shadow(of name: String, _ caller: AdminCaller) throws(AdminError) -> ShadowStatus { throw .none(name) }
    func setShadow(
        of name: String, _ request: ShadowRequest, _ caller: AdminCaller
    ) throws(AdminError) -> ShadowStatus { throw .none(name) }
    func endShadow(of name: String, _ caller: AdminCaller) throws(AdminError) -> ShadowStatus { throw .none(name) }
}

extension AdminError {
    fileprivate static func none(_ name: String) -> AdminError {
        .conflict("no_shadow", "No shadow", name, remedy: "")
    }
}
