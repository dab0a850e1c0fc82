import SwiftletMacros

/// All that an order of workers/demo/api/orders.json has.
@JSONCodable
struct Order {
    var id: Int64
    var total: Double
    var currency: JSONString
    var placed: JSONString
    var state: State
    var carrier: JSONString
    var items: [Item]

    @JSONCodable
    struct Item {
        var sku: JSONString
        var quantity: Int
        var price: Double
    }

    @JSONCodable
    enum State: String { case delivered, returned, inTransit = "in transit" }
}
