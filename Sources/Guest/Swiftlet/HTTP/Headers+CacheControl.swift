extension Headers {
    /// What Cache-Control says, all fields of that name together; nil without one. Setting nil removes them.
    public var cacheControl: CacheControl? {
        get {
            let lines = values(Bytes("cache-control"))
            if lines.isEmpty { return nil }
            var cacheControl = CacheControl()
            for line in lines { cacheControl.read(line) }
            return cacheControl
        }
        set {
            if let newValue { set("Cache-Control", newValue.bytes) } else { remove("Cache-Control" as StaticString) }
        }
    }
}
