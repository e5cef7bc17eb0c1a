using System.Buffers;

namespace CacheKit;

// Reads payloads into rented memory. The memory of an abandoned call is not given back, because the backend may still write to it.
internal sealed class RentedReads(StoreCalls calls, IRentingBackend? backend)
{
    // Whether the backend has the capability.
    public bool ArePossible => backend is not null;

    public ValueTask<StoreResult<IMemoryOwner<byte>?>> GetAsync(string key, CancellationToken cancellationToken) =>
        calls.IsPending(key) ? default : calls.CallAsync(StoreOperations.GetRented, (backend!, key), cancellationToken);
}
