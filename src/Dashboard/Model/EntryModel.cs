namespace CacheKit;

// Format: json, text, response, binary or undecodable. Value: null while values are hidden, and for a response. IsCut: the value or the
// body is longer than what is shown of it.
internal sealed record EntryModel(
    string Key,
    string? Namespace,
    string Name,
    string Level,
    double? TimeToLive,
    long? Size,
    DateTimeOffset? Created,
    DateTimeOffset? FreshUntil,
    IReadOnlyList<TagModel> Tags,
    string? Type,
    string Format,
    string? Value,
    ResponseModel? Response,
    bool IsCut,
    bool CanRefresh);
