namespace CacheKit;

// A computation under way (Kind flight), or a lease that this process holds or waits for (Kind lease).
internal sealed record FlightModel(string Kind, string Key, DateTimeOffset Since, int Waiting, bool IsBackground);
