namespace NativeAot;

internal sealed record Moment(DateTimeOffset Made);
