// swift-format-ignore-file: the lines are as long as the compiler makes them.
/// What Swift 6.3.1 printed for sources that Embedded Swift forbids: a worker of a few lines each, compiled with
/// `swiftlet build`.
enum CompilerOutput {
    static let existential = #"""
        /worker/Sources/any.swift:6:32: error: cannot use a value of protocol type 'any Shape' in embedded Swift [#EmbeddedRestrictions]
         4 | struct Hello: Worker {
         5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
         6 |         let shape: any Shape = Circle()
           |                                `- error: cannot use a value of protocol type 'any Shape' in embedded Swift [#EmbeddedRestrictions]
         7 |         return .text("\(shape.area)")
         8 |     }

        <unknown>:0: note: generic specialization called here
        /worker/Sources/any.swift:3:1: note: generic specialization called here
         1 | import Swiftlet
         2 | 
         3 | @main
           | `- note: generic specialization called here
         4 | struct Hello: Worker {
         5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {

        [#EmbeddedRestrictions]: <https://docs.swift.org/compiler/documentation/diagnostics/embedded-restrictions>
        """#

    static let untypedThrows = #"""
        /worker/Sources/throws.swift:11:13: warning: untyped throws is not available in Embedded Swift; add a thrown error type with '(type)' [#EmbeddedRestrictions]
         9 | }
        10 | enum Bad: Error { case bad }
        11 | func work() throws { throw Bad.bad }
           |             `- warning: untyped throws is not available in Embedded Swift; add a thrown error type with '(type)' [#EmbeddedRestrictions]
        12 | 

        /worker/Sources/throws.swift:11:32: error: cannot use a value of protocol type 'any Error' in embedded Swift [#EmbeddedRestrictions]
         9 | }
        10 | enum Bad: Error { case bad }
        11 | func work() throws { throw Bad.bad }
           |                                `- error: cannot use a value of protocol type 'any Error' in embedded Swift [#EmbeddedRestrictions]
        12 | 

        <unknown>:0: note: generic specialization called here
        /worker/Sources/throws.swift:3:1: note: generic specialization called here
         1 | import Swiftlet
         2 | 
         3 | @main
           | `- note: generic specialization called here
         4 | struct Hello: Worker {
         5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {

        [#EmbeddedRestrictions]: <https://docs.swift.org/compiler/documentation/diagnostics/embedded-restrictions>
        """#

    static let keypath = #"""
        /worker/Sources/keypath.swift:6:20: error: cannot use key path in embedded Swift [#EmbeddedRestrictions]
         4 | struct Hello: Worker {
         5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
         6 |         let path = \String.count
           |                    `- error: cannot use key path in embedded Swift [#EmbeddedRestrictions]
         7 |         return .text("\("abc"[keyPath: path])")
         8 |     }

        <unknown>:0: note: generic specialization called here
        /worker/Sources/keypath.swift:3:1: note: generic specialization called here
         1 | import Swiftlet
         2 | 
         3 | @main
           | `- note: generic specialization called here
         4 | struct Hello: Worker {
         5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {

        [#EmbeddedRestrictions]: <https://docs.swift.org/compiler/documentation/diagnostics/embedded-restrictions>
        """#

    static let codable = #"""
        /worker/Sources/codable.swift:9:8: error: type 'User' does not conform to protocol 'Decodable'
         7 |     }
         8 | }
         9 | struct User: Codable { var name: String }
           |        |                   `- note: cannot automatically synthesize 'Decodable' because 'String' does not conform to 'Decodable'
           |        `- error: type 'User' does not conform to protocol 'Decodable'
        10 | 

        Swift.Decodable.init:2:1: note: protocol requires initializer 'init(from:)' with type 'Decodable'
        1 | protocol Decodable {
        2 | init(from decoder: any Decoder) throws}
          | `- note: protocol requires initializer 'init(from:)' with type 'Decodable'
        3 | 

        /worker/Sources/codable.swift:9:14: error: 'Codable' is unavailable: unavailable in embedded Swift
         7 |     }
         8 | }
         9 | struct User: Codable { var name: String }
           |              `- error: 'Codable' is unavailable: unavailable in embedded Swift
        10 | 

        Swift.Codable:2:18: note: 'Codable' has been explicitly marked unavailable here
        1 | @_unavailableInEmbedded
        2 | public typealias Codable = Decodable & Encodable
          |                  `- note: 'Codable' has been explicitly marked unavailable here

        /worker/Sources/codable.swift:9:8: error: type 'User' does not conform to protocol 'Encodable'
         7 |     }
         8 | }
         9 | struct User: Codable { var name: String }
           |        |                   `- note: cannot automatically synthesize 'Encodable' because 'String' does not conform to 'Encodable'
           |        `- error: type 'User' does not conform to protocol 'Encodable'
        10 | 

        Swift.Encodable.encode:2:6: note: protocol requires function 'encode(to:)' with type 'Encodable'
        1 | protocol Encodable {
        2 | func encode(to encoder: any Encoder) throws}
          |      `- note: protocol requires function 'encode(to:)' with type 'Encodable'
        3 |
        """#

    static let foundation = #"""
        /worker/Sources/foundation.swift:1:8: error: no such module 'Foundation'
         1 | import Foundation
           |        `- error: no such module 'Foundation'
         2 | import Swiftlet
         3 |
        """#

    static let concurrency = #"""
        /worker/Sources/concurrency.swift:1:8: error: could not find module '_Concurrency' for target 'wasm32-unknown-none-wasm'; found: x86_64-unknown-linux-gnu, at: /opt/swift/usr/lib/swift/embedded/_Concurrency.swiftmodule/wasm32-unknown-none-wasm
         1 | import _Concurrency
           |        `- error: could not find module '_Concurrency' for target 'wasm32-unknown-none-wasm'; found: x86_64-unknown-linux-gnu, at: /opt/swift/usr/lib/swift/embedded/_Concurrency.swiftmodule/wasm32-unknown-none-wasm
         2 | import Swiftlet
         3 |
        """#

    static let task = #"""
        /worker/Sources/async.swift:6:9: error: cannot find 'Task' in scope
         4 | struct Hello: Worker {
         5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
         6 |         Task { await work() }
           |         `- error: cannot find 'Task' in scope
         7 |         return .text("yes")
         8 |     }
        """#

    static let mirror = #"""
        /worker/Sources/mirror.swift:6:25: error: 'Mirror' is unavailable
        4 | struct Hello: Worker {
        5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        6 |         return .text("\(Mirror(reflecting: request).children.count)")
          |                         `- error: 'Mirror' is unavailable
        7 |     }
        8 | }

        Swift.Mirror:2:15: note: 'Mirror' has been explicitly marked unavailable here
         1 | @available(*, unavailable)
         2 | public struct Mirror {
           |               `- note: 'Mirror' has been explicitly marked unavailable here
         3 |     public enum AncestorRepresentation {
         4 |         case generated

        /worker/Sources/mirror.swift:6:62: error: conformance of 'AnyCollection<Element>' to 'Collection' is unavailable: unavailable in embedded Swift
        4 | struct Hello: Worker {
        5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        6 |         return .text("\(Mirror(reflecting: request).children.count)")
          |                                                              `- error: conformance of 'AnyCollection<Element>' to 'Collection' is unavailable: unavailable in embedded Swift
        7 |     }
        8 | }

        Swift.AnyCollection:2:11: note: conformance of 'AnyCollection<Element>' to 'Collection' has been explicitly marked unavailable here
         1 | @_unavailableInEmbedded
         2 | extension AnyCollection : Collection {
           |           `- note: conformance of 'AnyCollection<Element>' to 'Collection' has been explicitly marked unavailable here
         3 |     public typealias Indices = DefaultIndices<AnyCollection<Element>>
         4 |     public typealias Iterator = AnyIterator<Element>
        """#

    static let printing = #"""
        /worker/Sources/print.swift:6:9: error: global function 'print(_:terminator:)' requires that 'Request' conform to 'BinaryInteger'
         4 | struct Hello: Worker {
         5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
         6 |         print(request)
           |         `- error: global function 'print(_:terminator:)' requires that 'Request' conform to 'BinaryInteger'
         7 |         return .text("yes")
         8 |     }

        Swift.print:1:13: note: where 'some BinaryInteger' = 'Request'
        1 | public func print(_ integer: some BinaryInteger, terminator: StaticString = "\n")
          |             `- note: where 'some BinaryInteger' = 'Request'
        """#

    static let metatype = #"""
        /worker/Sources/metatype.swift:7:24: warning: cannot use generic instance method 'appendInterpolation' on a value of type 'Any' in Embedded Swift [#EmbeddedRestrictions]
         5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
         6 |         let type: Any.Type = Circle.self
         7 |         return .text("\(type)")
           |                        `- warning: cannot use generic instance method 'appendInterpolation' on a value of type 'Any' in Embedded Swift [#EmbeddedRestrictions]
         8 |     }
         9 | }

        /worker/Sources/metatype.swift:6:30: error: cannot use metatype of type 'Circle' in embedded Swift [#EmbeddedRestrictions]
         4 | struct Hello: Worker {
         5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
         6 |         let type: Any.Type = Circle.self
           |                              `- error: cannot use metatype of type 'Circle' in embedded Swift [#EmbeddedRestrictions]
         7 |         return .text("\(type)")
         8 |     }

        <unknown>:0: note: generic specialization called here
        /worker/Sources/metatype.swift:3:1: note: generic specialization called here
         1 | import Swiftlet
         2 | 
         3 | @main
           | `- note: generic specialization called here
         4 | struct Hello: Worker {
         5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {

        [#EmbeddedRestrictions]: <https://docs.swift.org/compiler/documentation/diagnostics/embedded-restrictions>
        """#

    static let weak = #"""
        /worker/Sources/weak.swift:9:20: error: attribute 'weak' cannot be used in Embedded Swift [#EmbeddedRestrictions]
         7 |     }
         8 | }
         9 | final class Node { weak var parent: Node? }
           |                    `- error: attribute 'weak' cannot be used in Embedded Swift [#EmbeddedRestrictions]
        10 | 

        [#EmbeddedRestrictions]: <https://docs.swift.org/compiler/documentation/diagnostics/embedded-restrictions>
        """#

    static let describing = #"""
        /worker/Sources/describing.swift:6:22: error: 'init(describing:)' is unavailable: unavailable in embedded Swift
         4 | struct Hello: Worker {
         5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
         6 |         return .text(String(describing: Circle()))
           |                      `- error: 'init(describing:)' is unavailable: unavailable in embedded Swift
         7 |     }
         8 | }

        Swift.String.init:2:8: note: 'init(describing:)' has been explicitly marked unavailable here
        1 | struct String {
        2 | public init<Subject>(describing instance: Subject)}
          |        `- note: 'init(describing:)' has been explicitly marked unavailable here
        3 |
        """#

    static let regex = #"""
        /worker/Sources/regex.swift:6:47: error: missing 'Regex' declaration, probably because the '_StringProcessing' module was not imported properly
        4 | struct Hello: Worker {
        5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        6 |         return .text("\(request.path.contains(/a+/))")
          |                                               `- error: missing 'Regex' declaration, probably because the '_StringProcessing' module was not imported properly
        7 |     }
        8 | }
        """#

    static let format = #"""
        /worker/Sources/format.swift:6:28: error: incorrect argument labels in call (have 'format:_:', expected 'repeating:count:')
        4 | struct Hello: Worker {
        5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        6 |         return .text(String(format: "%d", 1))
          |                            `- error: incorrect argument labels in call (have 'format:_:', expected 'repeating:count:')
        7 |     }
        8 | }
        """#

    static let typo = #"""
        /worker/Sources/typo.swift:6:22: error: cannot convert value of type 'String' to specified type 'Int'
         4 | struct Hello: Worker {
         5 |     func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
         6 |         let x: Int = "a"
           |                      `- error: cannot convert value of type 'String' to specified type 'Int'
         7 |         let unused = 1
         8 |         return .txt("yes")

        /worker/Sources/typo.swift:8:17: error: type 'Response' has no member 'txt'
         6 |         let x: Int = "a"
         7 |         let unused = 1
         8 |         return .txt("yes")
           |                 `- error: type 'Response' has no member 'txt'
         9 |     }
        10 | }
        """#
}
