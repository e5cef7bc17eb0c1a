namespace CacheKit.Core.Tests.Values.Samples;

/// <summary>A result that an application could return from a cached call.</summary>
internal abstract class ResultSample
{
    private readonly string _name;

    private ResultSample(string name)
    {
        _name = name;
    }

    public override string ToString() => _name;

    public static ResultSample Of<T>(string name, Func<T> create) => new OfType<T>(name, create);

    /// <summary>Asserts that each caller gets the value as it was created, whatever the others do with theirs.</summary>
    public abstract Task CheckAsync(IResultCaller caller);

    private sealed class OfType<T>(string name, Func<T> create) : ResultSample(name)
    {
        public override async Task CheckAsync(IResultCaller caller)
        {
            T expected = create();
            T computed = await caller.CallAsync(_name, create);
            Assert.That(Structure.DifferenceOf(expected, computed), Is.Null, "The value that was computed.");

            for (var call = 1; call <= 3; call++)
            {
                T before = computed;
                Structure.Spoil(before);
                computed = await caller.CallAsync<T>(_name, () => throw new InvalidOperationException("It is cached."));
                Assert.That(Structure.DifferenceOf(expected, computed), Is.Null, $"Hit {call}.");
            }
        }
    }
}
