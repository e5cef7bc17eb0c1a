using System.Globalization;

namespace CacheKit.Benchmarks;

internal sealed record Row(int Arguments, int Calls, Pattern Pattern, double Ratio, double Bytes, double DictionaryRatio, double HybridTime)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Arguments} | {Calls:N0} | {Pattern.Name} | {Ratio:F2} | {Bytes:F0} B | {DictionaryRatio:F2} | {HybridTime:F0} ns |");
}
