namespace NativeAot;

internal sealed record Price(string Article, decimal Amount, Guid Quote);
