namespace CacheKit;

// A key of a listing. For an entry, the namespace is unescaped and the name is the rest of the key; for another kind, the namespace is
// null and the name is the tag, the key of the lease's entry or the endpoint. The store has determined the time to live (null: never
// expires) and the size in bytes.
internal sealed record InspectedKey(string Key, KeyKind Kind, string? Namespace, string Name, TimeSpan? TimeToLive, long Size);
