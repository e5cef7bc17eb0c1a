namespace CacheKit;

internal sealed record RefreshedModel(bool IsRefreshed);
