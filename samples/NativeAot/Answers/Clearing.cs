namespace NativeAot;

internal sealed record Clearing(long Cleared);
