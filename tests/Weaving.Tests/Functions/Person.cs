namespace CacheKit.Weaving.Tests.Functions;

internal sealed record Person(int Id, string Name, int Load);
