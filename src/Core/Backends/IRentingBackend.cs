using System.Buffers;

namespace CacheKit;

/// <summary>The optional capability of a backend to read payloads into rented memory, so that a read takes no new array.</summary>
/// <remarks>
/// A cache uses it for values that do not keep their payload: it decodes the value, and then gives the memory back. The memory of a call that was
/// cancelled, or that nobody waits for any more, may never be given back.
/// </remarks>
public interface IRentingBackend : ICacheBackend
{
    /// <summary>Reads the payload of a key, as <see cref="ICacheBackend.GetAsync"/> does. Null if the key is absent or expired.</summary>
    /// <returns>Memory of exactly the length of the payload. The caller disposes of it once, and does not use it afterwards.</returns>
    ValueTask<IMemoryOwner<byte>?> GetRentedAsync(string key, CancellationToken cancellationToken = default);
}
