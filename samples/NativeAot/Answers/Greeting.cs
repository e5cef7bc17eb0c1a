namespace NativeAot;

internal sealed record Greeting(string Hello);
