/// The middle of some numbers.
package enum Median {
    /// Of at least one.
    package static func of(_ values: [Double]) -> Double {
        precondition(!values.isEmpty, "the median of nothing")
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// Half the distance between the quartiles.
    package static func halfSpread(of values: [Double]) -> Double {
        let sorted = values.sorted()
        guard sorted.count > 1 else { return 0 }
        func quantile(_ part: Double) -> Double {
            let place = part * Double(sorted.count - 1)
            let below = Int(place)
            let above = min(below + 1, sorted.count - 1)
            return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
        }
        return (quantile(0.75) - quantile(0.25)) / 2
    }
}
