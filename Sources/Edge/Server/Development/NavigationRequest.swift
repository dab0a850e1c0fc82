internal import HTTP

extension RequestHead {
    /// A person's browser wants a page to show, so that an error should be one: GET or HEAD with `Sec-Fetch-Mode:
    /// navigate` (https://www.w3.org/TR/fetch-metadata/), or from a browser without those fields, asking for HTML first.
    func isNavigation(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard method == .get || method == .head else { return false }
        var mode: String?
        for index in 0..<fieldCount where self[index].name == .other {
            let name = unsafe String(decoding: self[index].nameBytes(in: bytes), as: UTF8.self).lowercased()
            if name == "sec-fetch-mode" {
                mode = unsafe String(decoding: self[index].valueBytes(in: bytes), as: UTF8.self)
            } else if name.hasPrefix("sec-fetch-"), mode == nil {
                mode = ""
            }
        }
        if let mode { return mode.lowercased() == "navigate" }
        guard let accept = first(.accept) else { return false }
        return unsafe String(decoding: accept.valueBytes(in: bytes), as: UTF8.self).lowercased().hasPrefix("text/html")
    }

    /// A page of ours asks whether it is out of date.
    func isPageQuestion(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for index in 0..<fieldCount where self[index].name == .other {
            let name = unsafe self[index].nameBytes(in: bytes)
            if name.count == DevelopmentPage.question.utf8.count,
                unsafe String(decoding: name, as: UTF8.self).lowercased() == DevelopmentPage.question
            {
                return true
            }
        }
        return false
    }
}
