namespace CacheKit;

// Body: null while values are hidden. Headers with credentials are never in it.
internal sealed record ResponseModel(int Status, IReadOnlyList<HeaderModel> Headers, string? Body);
