extension Request {
    /// Whether the method is the one of this name: `request.hasMethod("POST")`. `method == .post` compares Strings by what
    /// they mean as Unicode, whose tables add 60 KB to a worker.
    @inline(never)
    @export(interface)
    public func hasMethod(_ name: StaticString) -> Bool {
        if let newMethod { return Bytes(copying: newMethod.rawValue) == name }
        guard let block else { return Bytes(name) == "GET" }
        return block.method == name
    }
}
