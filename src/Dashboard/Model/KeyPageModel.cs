namespace CacheKit;

// Next: the cursor of the next page; null: there is none. Searched: the number of keys that the store has looked through for this page.
// IsCut: the store can list only the first keys, and there are more.
internal sealed record KeyPageModel(IReadOnlyList<KeyModel> Keys, string? Next, long Searched, bool IsCut);
