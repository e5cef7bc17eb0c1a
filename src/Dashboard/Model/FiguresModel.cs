namespace CacheKit;

internal sealed record FiguresModel(DateTimeOffset At, IReadOnlyList<CacheFiguresModel> Caches);
