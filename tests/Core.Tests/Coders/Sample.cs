namespace CacheKit.Core.Tests.Coders;

internal sealed record Sample(string FirstName, int Age);
