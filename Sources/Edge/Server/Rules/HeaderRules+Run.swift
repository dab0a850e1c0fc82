/// The rules, one after the other, over the fields of a head.
///
/// What they come to are two things: which of the head's own fields go (`removes`), and which new ones stand behind them.
/// The time is linear in fields times rules: a head's field is renamed once at most, from then on it is a new one.
extension HeaderRules {
    /// Lends the new fields, in order.
    ///
    /// - Parameter head: the head's own fields.
    func withNewFields(
        of head: UnsafeBufferPointer<RuleField>, _ values: borrowing RuleValues,
        _ body: (UnsafeBufferPointer<RuleField>) -> Void
    ) {
        let capacity = max(1, rules.count + head.count)
        unsafe withUnsafeTemporaryAllocation(of: RuleField.self, capacity: capacity * 2) { room in
            var list = unsafe NewFields(
                fields: UnsafeMutableBufferPointer(rebasing: room[..<capacity]),
                moved: UnsafeMutableBufferPointer(rebasing: room[capacity...]))
            var valueIndex = 0
            var valueOffset = 0
            for index in rules.indices {
                let rule = rules[index]
                switch rule.action {
                case .set, .append:
                    let value: UnsafeRawBufferPointer
                    if rule.template != nil {
                        unsafe value = values.value(valueIndex, at: &valueOffset)
                        valueIndex += 1
                    } else {
                        unsafe value = bytes(rule.text)
                    }
                    if rule.action == .set { unsafe list.take { unsafe matches(index, $0) } }
                    if unsafe !value.isEmpty { unsafe list.add(RuleField(name: bytes(rule.name), value: value)) }
                case .remove:
                    unsafe list.take { unsafe matches(index, $0) }
                case .rename:
                    unsafe rename(index, of: head, &list)
                }
            }
            unsafe body(list.current)
        }
    }

    private func rename(_ index: Int, of head: UnsafeBufferPointer<RuleField>, _ list: inout NewFields) {
        let new = unsafe bytes(rules[index].text)
        let movedCount = unsafe list.take { unsafe matches(index, $0) }
        if unsafe !removes(bytes(rules[index].name), first: index) {
            for position in 0..<head.count where unsafe matches(index, head[position].name) {
                unsafe list.add(RuleField(name: new, value: head[position].value))
            }
        }
        unsafe list.addTaken(movedCount, name: new)
    }

    /// The fields that rules have made so far.
    @safe private struct NewFields {
        private let fields: UnsafeMutableBufferPointer<RuleField>
        private let moved: UnsafeMutableBufferPointer<RuleField>
        private var count = 0

        init(fields: UnsafeMutableBufferPointer<RuleField>, moved: UnsafeMutableBufferPointer<RuleField>) {
            unsafe self.fields = fields
            unsafe self.moved = moved
        }

        var current: UnsafeBufferPointer<RuleField> { unsafe UnsafeBufferPointer(rebasing: fields[..<count]) }

        mutating func add(_ field: RuleField) {
            unsafe fields.initializeElement(at: count, to: field)
            count += 1
        }

        /// Takes those out whose name passes; the rest closes up. How many they are.
        @discardableResult
        mutating func take(_ passes: (UnsafeRawBufferPointer) -> Bool) -> Int {
            var (kept, taken) = (0, 0)
            for index in 0..<count {
                let field = unsafe fields[index]
                if unsafe passes(field.name) {
                    unsafe moved.initializeElement(at: taken, to: field)
                    taken += 1
                } else {
                    unsafe fields[kept] = field
                    kept += 1
                }
            }
            count = kept
            return taken
        }

        mutating func addTaken(_ taken: Int, name: UnsafeRawBufferPointer) {
            for index in 0..<taken { unsafe add(RuleField(name: name, value: moved[index].value)) }
        }
    }
}
