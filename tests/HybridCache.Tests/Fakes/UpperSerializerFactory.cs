using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>Creates a serializer for one type.</summary>
internal sealed class UpperSerializerFactory(UpperSerializer serializer) : IHybridCacheSerializerFactory
{
    public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? created)
    {
        created = serializer as IHybridCacheSerializer<T>;
        return created is not null;
    }
}
