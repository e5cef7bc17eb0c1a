namespace CacheKit;

// Describes an entry with its decoded value.
internal static class EntryModels
{
    public static EntryModel Of(InspectedEntry entry, CacheInspector cache, bool showsValue)
    {
        DecodedValue value = ValueDecoding.Decode(entry, cache.Cache.Coder, showsValue);
        bool isCut = value.IsCut;
        return new EntryModel(
            entry.Key,
            entry.Namespace,
            entry.Name,
            entry.Level,
            entry.TimeToLive?.TotalSeconds,
            entry.Size,
            entry.Created ?? value.Response?.Created,
            entry.FreshUntil ?? FreshUntilOf(value.Response),
            [.. entry.Tags.Select(tag => new TagModel(tag.Name, NameOf(tag.State)))],
            entry.Type is { } type && value.Response is null ? DisplayName.Of(type) : null,
            value.Format,
            value.Text,
            value.Response is { } response ? ResponseModels.Of(response, showsValue, out isCut) : null,
            isCut,
            cache.CanRefresh(entry.Key));
    }

    private static DateTimeOffset? FreshUntilOf(CachedResponse? response) =>
        response is { IsDated: true, Created: { } created } && response.FreshFor < DateTimeOffset.MaxValue - created
            ? created + response.FreshFor
            : null;

    private static string NameOf(TagState state) => state switch
    {
        TagState.Current => "current",
        TagState.SoftlyEvicted => "softlyEvicted",
        _ => "evicted",
    };
}
