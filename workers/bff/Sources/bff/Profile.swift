import Swiftlet

/// For whom a page is made.
enum Profile {
    /// A large screen: all there is.
    case web
    /// A phone: less, and from fewer requests.
    case mobile

    /// What the client asks for (`?profile=mobile`), else what its browser says that it is (Sec-CH-UA-Mobile).
    init(_ request: Request, _ query: QueryItems) {
        switch query.first("profile") {
        case "mobile": self = .mobile
        case "web": self = .web
        default:
            switch request.headers.first("Sec-CH-UA-Mobile") {
            case "?1": self = .mobile
            default: self = .web
            }
        }
    }
}
