namespace CacheKit;

// A page of a listing: the keys that were asked for, how many keys of the store were searched for them, and the cursor of the next page.
// Next is null at the end of the listing, and after the first keys of a store that has no pages: then IsCut is true if the store has
// more.
internal sealed record InspectedPage(IReadOnlyList<InspectedKey> Keys, string? Next, long Searched, bool IsCut);
