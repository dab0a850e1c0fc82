// Workers use `HTTPField.Name`, `HTTPResponse.Status` and `HTTPRequest.Method` as if they were the SDK's own. A
// typealias for each would not bring their members (`.contentType`, `.ok`) along; only this, underscored, does.
@_exported public import HTTPTypes
