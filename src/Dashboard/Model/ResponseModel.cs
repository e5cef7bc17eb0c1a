namespace CacheKit;

// BodyFormat: json, text or binary. Body: null while values are hidden. Headers with credentials are never in it.
internal sealed record ResponseModel(int Status, IReadOnlyList<HeaderModel> Headers, string BodyFormat, string? Body);
