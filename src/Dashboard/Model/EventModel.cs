namespace CacheKit;

// Level: information, warning, error or critical.
internal sealed record EventModel(DateTimeOffset At, string Level, int Id, string Message);
