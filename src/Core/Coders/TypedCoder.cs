using System.Buffers;
using System.Collections.Concurrent;

namespace CacheKit;

// Has a part for some types, and others for all other types. Transforms and limits are appended to the parts, so that nothing encloses a
// TypedCoder: the part of a type is a coder as if it were used alone.
internal sealed class TypedCoder(ICoder others, Func<Type, bool> types, ICoder part) : ICoder
{
    private readonly ConcurrentDictionary<Type, ICoder> _parts = new();

    public IEnumerable<ICoder> Parts => others.Parts().Concat(part.Parts());

    public ICoder Of(Type type) => _parts.TryGetValue(type, out ICoder? found) ? found : _parts.GetOrAdd(type, Find(type));

    public TypedCoder Select(Func<ICoder, ICoder> change) => new(change(others), types, change(part));

    public void Encode<T>(T value, IBufferWriter<byte> output) => Of(typeof(T)).Encode(value, output);

    public T? Decode<T>(ReadOnlySpan<byte> payload) => Of(typeof(T)).Decode<T>(payload);

    private ICoder Find(Type type)
    {
        try
        {
            ICoder coder = types(type) ? part : others;
            return coder is TypedCoder typed ? typed.Of(type) : coder;
        }
        catch (Exception exception)
        {
            return new FailingCoder(type, exception);
        }
    }
}
