using System.Collections.Concurrent;

namespace CacheKit;

// Which part of a key is cleared together, by the first two colons (prefix ":" namespace ":" rest):
//
//   prefix:namespace:rest   the cache "prefix:" and the namespace "prefix:namespace:"
//   prefix:rest             the cache "prefix:"
//   rest                    nothing: it has no generation
internal sealed class KeyScopes(IMemcachedClient client)
{
    // What is forgotten costs one round trip more. Namespaces may be made up from data.
    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<string, KeyScope> _scopes = new(StringComparer.Ordinal);

    public KeyScope Of(string key)
    {
        int length = LengthOfScope(key);
        if (length == 0)
            return KeyScope.None;
        return _scopes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key.AsSpan(0, length), out KeyScope? scope) ? scope : Add(key[..length]);
    }

    /// <summary>The generation that clears what begins with a prefix, and nothing else; null: there is none.</summary>
    public Generation? Clearing(string prefix) =>
        prefix.Length > 0 && LengthOfScope(prefix) == prefix.Length ? Of(prefix).Innermost : null;

    // Where the second colon ends, or else the first.
    private static int LengthOfScope(string key)
    {
        int first = key.IndexOf(':') + 1;
        return first == 0 ? 0 : Math.Max(first, key.IndexOf(':', first) + 1);
    }

    private KeyScope Add(string scope)
    {
        if (_scopes.Count >= MostKept)
            _scopes.Clear();

        int first = scope.IndexOf(':') + 1;
        var own = new Generation(client, MemcachedKey.OfGeneration(scope));
        KeyScope added = first == scope.Length ? new KeyScope(own, null) : new KeyScope(Of(scope[..first]).Innermost, own);
        return _scopes.GetOrAdd(scope, added);
    }
}
