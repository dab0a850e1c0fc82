internal import CWorkerABI
internal import Swiftlet

/// The host's checks of a message that a worker made: where it refuses, so does this.
struct MessageCheck {
    let limits: TestHost.Limits

    enum Problem: Error {
        /// Not allowed in HTTP.
        case syntax(String)
        case tooLarge(String)
        case status(UInt32)
    }

    func check(_ message: Outgoing) throws(Problem) {
        try check(message.edits)
        try check(message.responseEdits)
        let bodyBytesMax = message.kind == SWIFTLET_RESPOND ? limits.responseBodyBytes : limits.bodyBytes
        if message.bodyKind == SWIFTLET_BODY_BYTES, message.body.count > bodyBytesMax {
            throw .tooLarge("a body of \(message.body.count) bytes; the limit is \(bodyBytesMax)")
        }
        if message.kind == SWIFTLET_RESPOND {
            let keepsStatus = message.status == 0 && message.base != SWIFTLET_NONE
            // Without base, 0 is a mistake; the SDK never sends it.
            guard keepsStatus || 200...599 ~= message.status else { throw .status(message.status) }
        } else {
            try checkStart(message)
        }
    }

    private func checkStart(_ message: Outgoing) throws(Problem) {
        if !message.method.isEmpty {
            guard MessageSyntax.isMethod(message.method) else { throw .syntax("the method \(message.method.text)") }
            // A tunnel has no response that could be framed (RFC 9110 section 9.3.6).
            guard message.method != Bytes("CONNECT") else { throw .syntax("the method CONNECT") }
        }
        guard message.target.isEmpty || MessageSyntax.isTarget(message.target) else {
            throw .syntax("the target \"\(message.target.text)\"")
        }
    }

    private func check(_ edits: EditList) throws(Problem) {
        guard edits.count <= limits.edits else {
            throw .tooLarge("\(edits.count) changes of fields; the limit is \(limits.edits)")
        }
        var total = 0
        for edit in edits.reversed() {
            total += edit.name.count
            if edit.operation == .remove {
                let fixed = edit.name.last == UInt8(ascii: "*") ? edit.name.slice(0..<edit.name.count - 1) : edit.name
                guard MessageSyntax.isName(fixed) else { throw .syntax("the field name \"\(edit.name.text)\"") }
                continue
            }
            total += edit.value.count
            guard MessageSyntax.isName(edit.name) else { throw .syntax("the field name \"\(edit.name.text)\"") }
            guard MessageSyntax.isValue(edit.value) else { throw .syntax("the value of \(edit.name.text)") }
        }
        guard total <= limits.responseHeadBytes else {
            throw .tooLarge("fields of more than \(limits.responseHeadBytes) bytes (limits.response_head_bytes)")
        }
    }
}

extension MessageCheck.Problem: CustomStringConvertible {
    var description: String {
        switch self {
        case .syntax(let what): "\(what) is not valid in HTTP"
        case .tooLarge(let what): what
        case .status(let status): "status \(status) is not within 200-599"
        }
    }
}
