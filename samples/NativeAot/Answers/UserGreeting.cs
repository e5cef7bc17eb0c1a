namespace NativeAot;

internal sealed record UserGreeting(string Hello, DateTimeOffset Loaded);
