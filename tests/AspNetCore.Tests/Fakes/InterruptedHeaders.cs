using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Tests.Fakes;

/// <summary>The headers of a request, with an action that runs when one of them is read for the first time.</summary>
internal sealed class InterruptedHeaders(IHeaderDictionary headers, string name, Action interruption)
    : HeaderDictionary(headers.ToDictionary(StringComparer.OrdinalIgnoreCase)), IHeaderDictionary
{
    private Action? _interruption = interruption;

    StringValues IHeaderDictionary.this[string key]
    {
        get
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                Interlocked.Exchange(ref _interruption, null)?.Invoke();
            return base[key];
        }
        set => base[key] = value;
    }
}
