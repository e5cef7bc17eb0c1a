namespace NativeAot;

internal sealed record Draw(int Id, int Number);
