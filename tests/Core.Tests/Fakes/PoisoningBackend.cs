using System.Buffers;
using System.Collections.Concurrent;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>
/// A store that reads into rented memory, as the client of a server does. Memory that is given back is overwritten, and taken first by the next
/// read, so that whoever still uses it reads something else.
/// </summary>
internal sealed class PoisoningBackend(TimeProvider time) : DelegatingBackend(new ReplacingBackend(time))
{
    private const byte Poison = 0xDD;
    private const int Length = 1 << 14;

    private readonly ConcurrentStack<byte[]> _free = [];
    private int _rented;
    private int _returned;
    private int _returnedTwice;

    public RecordingBackend Store => (RecordingBackend)Inner;

    public int Rented => _rented;

    public int Returned => _returned;

    public int ReturnedTwice => _returnedTwice;

    public override TCapability? FindCapability<TCapability>()
        where TCapability : class =>
        typeof(TCapability) == typeof(IRentingBackend) ? (TCapability)(object)this : base.FindCapability<TCapability>();

    public override async ValueTask<IMemoryOwner<byte>?> GetRentedAsync(string key, CancellationToken cancellationToken = default) =>
        await Inner.GetAsync(key, cancellationToken) is { } payload ? new Loan(this, payload.Span) : null;

    private byte[] Rent()
    {
        Interlocked.Increment(ref _rented);
        return _free.TryPop(out byte[]? bytes) ? bytes : new byte[Length];
    }

    private void Return(byte[] bytes)
    {
        Interlocked.Increment(ref _returned);
        bytes.AsSpan().Fill(Poison);
        _free.Push(bytes);
    }

    private sealed class Loan : IMemoryOwner<byte>
    {
        private readonly PoisoningBackend _owner;
        private readonly int _length;
        private byte[]? _bytes;

        public Loan(PoisoningBackend owner, ReadOnlySpan<byte> payload)
        {
            (_owner, _length, _bytes) = (owner, payload.Length, owner.Rent());
            payload.CopyTo(_bytes);
        }

        public Memory<byte> Memory => (_bytes ?? throw new ObjectDisposedException(nameof(Loan))).AsMemory(0, _length);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
                _owner.Return(bytes);
            else
                Interlocked.Increment(ref _owner._returnedTwice);
        }
    }
}
