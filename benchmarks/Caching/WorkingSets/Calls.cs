namespace CacheKit.Benchmarks;

// Makes the arguments of calls as a caller would have them at hand: to read them from a large array would be measured too. The strings are of each
// object's own: what a caller passes is seldom the very object that a cache has kept.
internal sealed class Calls
{
    private readonly string[] _kinds = [.. Enumerable.Range(0, 64).Select(number => $"kind-{number}")];
    private readonly string[] _cultures = [.. Enumerable.Range(0, 16).Select(number => $"culture-{number}")];
    private readonly Guid[] _tenants = [.. Enumerable.Range(0, 32).Select(number => new Guid(number, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]))];

    public Call Of(int id) =>
        new(id, _kinds[id & 63], id & 7, (id & 1) == 0, _tenants[id & 31], _cultures[id & 15], 20 + (id & 3), (byte)(id & 7));
}
