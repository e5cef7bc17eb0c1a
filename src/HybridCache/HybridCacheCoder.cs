using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Encodes the values of a type with the serializer that is registered for it, and those of other types with the coder of the cache. Takes
// the services because the types are not known before they are used.
internal sealed class HybridCacheCoder(IServiceProvider services, ICoder coder, long maximumSize, ILogger logger)
    : IMemoryCoder, ILosslessCoder, ISizeLimit
{
    // Its own serializers are replaced by the coder of the cache.
    private const string MicrosoftsAssembly = "Microsoft.Extensions.Caching.Hybrid";

    // The last one that was registered comes first.
    private readonly IHybridCacheSerializerFactory[] _factories =
        [.. services.GetServices<IHybridCacheSerializerFactory>().Where(factory => !IsMicrosofts(factory)).Reverse()];

    // A serializer or a coder for each type.
    private readonly ConcurrentDictionary<Type, object> _serializers = [];
    private readonly ConcurrentDictionary<Type, bool> _tooLarge = [];

    // The transforms of the cache's coder stay outermost, so that they get the key of the entry.
    public static ICoder For(IServiceProvider services, ICoder coder, long maximumSize, ILogger logger) =>
        coder.WithCoder(inner => new HybridCacheCoder(services, inner, maximumSize, logger));

    public void Encode<T>(T value, IBufferWriter<byte> output)
    {
        object serializer = SerializerOf<T>();
        if (serializer is ICoder own)
            own.Encode(value, output);
        else
            Unsafe.As<IHybridCacheSerializer<T>>(serializer).Serialize(value, output);
    }

    public T? Decode<T>(ReadOnlySpan<byte> payload)
    {
        RequireSize(payload.Length);
        object serializer = SerializerOf<T>();
        return serializer is ICoder own ? own.Decode<T>(payload) : Deserialize<T>(serializer, payload.ToArray());
    }

    public bool Keeps<T>() => SerializerOf<T>() is not ICoder own || (own is IMemoryCoder keeping && keeping.Keeps<T>());

    public T? Decode<T>(ReadOnlyMemory<byte> payload, bool isOwned)
    {
        RequireSize(payload.Length);
        object serializer = SerializerOf<T>();
        return serializer switch
        {
            IMemoryCoder keeping => keeping.Decode<T>(payload, isOwned),
            ICoder own => own.Decode<T>(payload.Span),
            _ => Deserialize<T>(serializer, payload),
        };
    }

    public bool IsLossless<T>() => SerializerOf<T>() is ILosslessCoder lossless && lossless.IsLossless<T>();

    public bool Allows<T>(int size)
    {
        if (size <= maximumSize)
            return true;

        if (_tooLarge.TryAdd(typeof(T), true))
            logger.PayloadTooLarge(typeof(T), size, maximumSize);
        return false;
    }

    public static bool IsMicrosofts(object? service) => IsMicrosofts(service?.GetType());

    public static bool IsMicrosofts(Type? type) => type?.Assembly.GetName().Name == MicrosoftsAssembly;

    private object SerializerOf<T>() =>
        _serializers.TryGetValue(typeof(T), out object? serializer) ? serializer : _serializers.GetOrAdd(typeof(T), FindSerializer<T>());

    private object FindSerializer<T>()
    {
        if (services.GetService<IHybridCacheSerializer<T>>() is { } registered && !IsMicrosofts(registered))
            return registered;

        foreach (IHybridCacheSerializerFactory factory in _factories)
        {
            if (factory.TryCreateSerializer(out IHybridCacheSerializer<T>? created))
                return created;
        }

        return JsonOptionsOf<T>() is { } options ? new JsonCoder(options) : coder;
    }

    // The options that Microsoft's JSON serializer takes: for the type, or for all types.
    private JsonSerializerOptions? JsonOptionsOf<T>() =>
        services is not IKeyedServiceProvider ? null :
        services.GetKeyedService<JsonSerializerOptions>(typeof(IHybridCacheSerializer<T>))
            ?? services.GetKeyedService<JsonSerializerOptions>(typeof(IHybridCacheSerializer<>));

    private static T? Deserialize<T>(object serializer, ReadOnlyMemory<byte> payload) =>
        Unsafe.As<IHybridCacheSerializer<T>>(serializer).Deserialize(new ReadOnlySequence<byte>(payload));

    // Another application may have stored it. It is a miss then.
    private void RequireSize(int size)
    {
        if (size > maximumSize)
        {
            throw new InvalidDataException(
                $"The payload has {size} bytes, more than {nameof(CacheKitHybridCacheOptions.MaximumPayloadBytes)} ({maximumSize}).");
        }
    }
}
