namespace CacheKit;

// The last events, the newest first.
internal sealed record EventsModel(IReadOnlyList<EventModel> Events);
