import Swiftlet

/// The orders, a page at a time: `?page=2`.
struct OrderPages {
    /// Orders on a page.
    private static let size = 5
    /// Whoever wants older ones asks for them otherwise: the API sends all orders for each page.
    private let pages = [
        JSONShape(at: ":5", "id", "total", missing: .refused), JSONShape(at: "5:10", "id", "total", missing: .refused),
        JSONShape(at: "10:15", "id", "total", missing: .refused),
        JSONShape(at: "15:20", "id", "total", missing: .refused),
    ]
    private let few = JSONShape(at: ":2", "id", "total", missing: .refused)

    /// What the front page shows of them.
    func first(_ profile: Profile) -> JSONShape {
        profile == .web ? pages[0] : few
    }

    /// The page of this number, and the number of the next one, if there may be one.
    func respond(_ text: Bytes, _ api: Origin) -> Response {
        guard let number = number(text) else {
            return Response(
                status: .badRequest, headers: ["Content-Type": "application/json"],
                body: .text("{\"error\":\"no such page\"}"))
        }
        var page = Composer(deadline: .seconds(2))
        page.add("orders", api, Request("/api/orders.json"), .required, shape: pages[number - 1])
        let parts = page.run()
        return parts.response { json in
            parts.write("orders", to: &json)
            json.key("page")
            json.value(number)
            if number < pages.count, count(parts.reader("orders")) == Self.size {
                json.key("next")
                json.value(number + 1)
            }
        }
    }

    /// 1 to the number of pages; nil for anything else.
    private func number(_ text: Bytes) -> Int? {
        guard text.count == 1 else { return nil }
        let number = Int(text[0]) - Int(UInt8(ascii: "0"))
        return number >= 1 && number <= pages.count ? number : nil
    }

    private func count(_ reader: JSONReader?) -> Int {
        guard var reader else { return 0 }
        var count = 0
        do throws(JSONError) { try reader.array { _ in count += 1 } } catch {}
        return count
    }
}
