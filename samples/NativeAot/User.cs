namespace NativeAot;

internal sealed record User(int Id, string Name, DateTimeOffset Loaded);
