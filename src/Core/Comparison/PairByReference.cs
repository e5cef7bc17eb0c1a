using System.Runtime.CompilerServices;

namespace CacheKit;

internal sealed class PairByReference : IEqualityComparer<(object, object)>
{
    public static readonly PairByReference Instance = new();

    public bool Equals((object, object) x, (object, object) y) => ReferenceEquals(x.Item1, y.Item1) && ReferenceEquals(x.Item2, y.Item2);

    public int GetHashCode((object, object) pair) =>
        HashCode.Combine(RuntimeHelpers.GetHashCode(pair.Item1), RuntimeHelpers.GetHashCode(pair.Item2));
}
