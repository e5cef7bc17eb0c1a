namespace CacheKit.Weaving.Tests.Functions;

internal interface ICounter
{
    int Value { get; }

    [CacheEvict(Tags = ["counters"])]
    void Add(int number);
}
