namespace NativeAot;

internal sealed record Failure(string Detail);
