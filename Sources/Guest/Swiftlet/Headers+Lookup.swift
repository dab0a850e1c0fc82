internal import HTTPTypes

/// What the fields are once the recorded changes are applied: computed when asked for, from the newest change backwards.
extension Headers {
    /// The first value of `name`.
    @export(interface)
    func first(_ name: Bytes) -> Bytes? {
        var appended: Bytes?
        for edit in edits where edit.concerns(name) {
            switch edit.operation {
            case .set: return edit.value
            case .append: appended = edit.value
            case .remove: return appended
            }
        }
        var index = 0
        return block?.next(name, from: &index) ?? appended
    }

    /// Each value of `name`, in order.
    @export(interface)
    func values(_ name: Bytes) -> [Bytes] {
        var added: [Bytes] = []
        var original = true
        newestFirst: for edit in edits where edit.concerns(name) {
            if edit.operation != .remove { added.append(edit.value) }
            if edit.operation != .append {
                original = false
                break newestFirst
            }
        }
        var values: [Bytes] = []
        if original, let block {
            var index = 0
            while let value = block.next(name, from: &index) { values.append(value) }
        }
        values.append(contentsOf: added.reversed())
        return values
    }

    @export(interface)
    func joined(_ name: Bytes) -> String? {
        if edits.count == 0 {
            // The usual case, a field of the request that occurs once, needs no array.
            guard let block else { return nil }
            var index = 0
            guard let value = block.next(name, from: &index) else { return nil }
            guard block.next(name, from: &index) != nil else { return value.text }
        }
        let values = values(name)
        guard var text = values.first?.text else { return nil }
        // RFC 9110 5.3; Cookie's list has a separator of its own (RFC 6265 4.2.1).
        let separator = name.equalsIgnoringCase(Bytes("cookie")) ? "; " : ", "
        for value in values.dropFirst() {
            text += separator
            text += value.text
        }
        return text
    }

    /// Calls `body` for each field in order: those that are left of the originals, then those set or appended.
    @export(interface)
    package func forEach(_ body: (_ name: Bytes, _ value: Bytes) -> Void) {
        if let block {
            for index in 0..<block.fieldCount {
                let field = block.field(index)
                let dropped = edits.contains { edit in edit.operation != .append && edit.concerns(field.name) }
                if !dropped { body(field.name, field.value) }
            }
        }
        let changes = Array(edits.reversed())
        for (index, change) in changes.enumerated() where change.operation != .remove {
            let dropped = changes[(index + 1)...].contains { later in
                later.operation != .append && later.concerns(change.name)
            }
            if !dropped { body(change.name, change.value) }
        }
    }
}

extension HTTPField.Name {
    /// The name's bytes, for the time of the call.
    func withBytes<R>(_ body: (Bytes) -> R) -> R {
        canonicalName.withUTF8Bytes(body)
    }
}
