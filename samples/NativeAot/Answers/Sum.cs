namespace NativeAot;

internal sealed record Sum(long Value, int Runs);
