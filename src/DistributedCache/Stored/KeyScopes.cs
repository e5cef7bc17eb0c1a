using System.Collections.Concurrent;

namespace CacheKit;

// Maps a key to the scope that it is cleared with, by its first two colons (prefix ":" namespace ":" rest):
//
//   prefix:namespace:rest   the cache "prefix:" and the namespace "prefix:namespace:"
//   prefix:rest             the cache "prefix:"
//   rest                    none
internal sealed class KeyScopes(DistributedStore store)
{
    // A limit, since namespaces may be derived from data.
    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<string, KeyScope> _scopes = new(StringComparer.Ordinal);

    public KeyScope Of(string key)
    {
        int length = LengthOfScope(key);
        if (length == 0)
            return KeyScope.None;
        return _scopes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key.AsSpan(0, length), out KeyScope? scope) ? scope : Add(key[..length]);
    }

    /// <summary>Returns the generation that clears exactly the keys with this prefix; null if there is none.</summary>
    public Generation? Clearing(string prefix) =>
        prefix.Length > 0 && LengthOfScope(prefix) == prefix.Length ? Of(prefix).Innermost : null;

    // Returns the length up to the second colon, or else up to the first.
    private static int LengthOfScope(string key)
    {
        int first = key.IndexOf(':', StringComparison.Ordinal) + 1;
        return first == 0 ? 0 : Math.Max(first, key.IndexOf(':', first) + 1);
    }

    private KeyScope Add(string scope)
    {
        if (_scopes.Count >= MostKept)
            _scopes.Clear();

        int first = scope.IndexOf(':', StringComparison.Ordinal) + 1;
        var own = new Generation(store, scope);
        return _scopes.GetOrAdd(scope, first == scope.Length ? new KeyScope(own, null) : new KeyScope(Of(scope[..first]).Innermost, own));
    }
}
