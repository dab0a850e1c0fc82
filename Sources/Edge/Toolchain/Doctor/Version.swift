/// A version of numbers and dots, compared by number: 1.10 comes after 1.9.
package struct Version: Sendable, Comparable, CustomStringConvertible {
    private let numbers: [Int]
    package let description: String

    /// Nil where `text` does not begin with a number.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        var numbers: [Int] = []
        for part in parts {
            // "22-dev": what follows the digits does not take part.
            guard let number = Int(part.prefix { $0 >= "0" && $0 <= "9" }) else { break }
            numbers.append(number)
        }
        guard !numbers.isEmpty else { return nil }
        self.numbers = numbers
        description = text
    }

    /// Missing numbers are zeros.
    package static func < (one: Version, other: Version) -> Bool {
        for index in 0..<max(one.numbers.count, other.numbers.count) where one[index] != other[index] {
            return one[index] < other[index]
        }
        return false
    }

    package static func == (one: Version, other: Version) -> Bool {
        !(one < other) && !(other < one)
    }

    /// Whether the first numbers of `other` are all of this one's: 50 is the series of 50.0.1.
    package func isSeries(of other: Version) -> Bool {
        other.numbers.starts(with: numbers)
    }

    private subscript(index: Int) -> Int { index < numbers.count ? numbers[index] : 0 }
}
