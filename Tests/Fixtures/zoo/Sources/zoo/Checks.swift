import Swiftlet

// Each in a function of its own, which the log names; each depends on an argument, so that the compiler cannot see it
// coming.

@inline(never)
func forceNil(_ sin: String) -> Int {
    let number = Int(sin)
    return number!
}

@inline(never)
func addTooMuch(_ sin: String) -> Int {
    Int.max + sin.utf8.count
}

@inline(never)
func negateTheLeast(_ sin: String) -> Int {
    -(Int.min + sin.utf8.count - 6)
}

@inline(never)
func convertTooLarge(_ sin: String) -> UInt8 {
    UInt8(sin.utf8.count * 100)
}

@inline(never)
func convertNaN(_ sin: String) -> Int {
    Int(Double(sin.utf8.count) * .nan)
}

@inline(never)
func divideByNothing(_ sin: String) -> Int {
    100 / (sin.utf8.count - 6)
}

@inline(never)
func elementBeyondTheEnd(_ sin: String) -> Int {
    let numbers = [1, 2, 3]
    return numbers[sin.utf8.count]
}

@inline(never)
func elementBeforeTheStart(_ sin: String) -> Int {
    let numbers = [1, 2, 3]
    return numbers[-sin.utf8.count]
}

@inline(never)
func firstOfNone(_ sin: String) -> UInt8 {
    var bytes = Array(sin.utf8)
    bytes.removeAll()
    return bytes.removeLast()
}

@inline(never)
func rangeBackwards(_ sin: String) -> Int {
    (sin.utf8.count...1).count
}

@inline(never)
func characterBeyondTheEnd(_ sin: String) -> Character {
    let text = sin
    return text[text.index(text.endIndex, offsetBy: 3)]
}

@inline(never)
func keyTwice(_ sin: String) -> Int {
    Dictionary(uniqueKeysWithValues: [(sin, 1), (sin, 2)]).count
}

class Animal {
    var name: String { "animal" }
}

final class Wolf: Animal {
    override var name: String { "wolf" }
    var teeth = 42
}

final class Sheep: Animal {
    override var name: String { "sheep" }
}

@inline(never)
func makeAnimal(_ sin: String) -> Animal {
    sin.utf8.count == 4 ? Sheep() : Wolf()
}

@inline(never)
func castToAnother(_ sin: String) -> String {
    let wolf = makeAnimal(sin) as! Wolf
    Endless.turns &+= wolf.teeth
    return "as documented\n"
}

/// Both arguments are one variable, which the compiler cannot tell.
final class Held {
    var number = 1
}

@inline(never)
func overlap(_ sin: String) -> String {
    let held = Held()
    func change(_ number: inout Int) {
        held.number += sin.utf8.count
        number += held.number
    }
    change(&held.number)
    Endless.turns &+= held.number
    return "as documented\n"
}

enum Vain: Error {
    case vain
}

@inline(never)
func fail(_ sin: String) throws(Vain) -> Int {
    if sin.utf8.count > 0 { throw .vain }
    return 1
}

@inline(never)
func tryInVain(_ sin: String) -> Int {
    // swift-format-ignore: NeverUseForceTry
    try! fail(sin)
}

@inline(never)
func fatal(_ sin: String) -> Never {
    fatalError("on purpose: \(sin)")
}

@inline(never)
func conditionNotMet(_ sin: String) -> String {
    precondition(sin.utf8.count == 0, "the sin has a name")
    return sin
}

@inline(never)
func recurse(_ depth: Int) -> Int {
    var frame = (depth, depth &+ 1, depth &+ 2, depth &+ 3)
    frame.0 = recurse(depth &+ 1) &+ frame.1
    return frame.0 ^ frame.2 ^ frame.3
}
