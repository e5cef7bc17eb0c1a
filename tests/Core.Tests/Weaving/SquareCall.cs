using System.Globalization;
using CacheKit.Weaving;

namespace CacheKit.Core.Tests.Weaving;

/// <summary>A call of a cached function of a number, as generated code would write it.</summary>
internal readonly struct SquareCall(int number) : ICachedCall<SquareCall, int>
{
    private int Number => number;

    public static CachedFunction<SquareCall, int> Function(params CacheAttribute[] settings) =>
        new(new CachedMethod("square", typeof(SquareCall), settings, () => null), indexed: true);

    public bool IsSameAs(in SquareCall other) => number == other.Number;

    public int HashArguments() => number;

    public SquareCall KeepArguments() => this;

    public void WriteKey(ref KeyText text) => text.Literal(number.ToString(CultureInfo.InvariantCulture));

    public CacheArgument[] ListArguments() => [new("number", number)];

    public string[] ListTags() => [];

    public ValueTask<int> RunAsync(CancellationToken cancellationToken) => new(number * number);
}
