namespace CacheKit.Benchmarks;

/// <summary>What one format takes on one store for values of one size.</summary>
/// <param name="Store">The store.</param>
/// <param name="Orders">The number of orders in a value.</param>
/// <param name="Format">The coder and its transforms.</param>
/// <param name="Get">A read.</param>
/// <param name="Set">A write.</param>
/// <param name="Stored">The bytes in the store; null: the store holds no payloads.</param>
/// <param name="Bare">The bytes that the bare libraries would store.</param>
internal sealed record FormatRow(string Store, int Orders, string Format, Comparison Get, Comparison Set, int? Stored, int Bare)
{
    public double Worst => Math.Max(Get.Time, Set.Time);
}
