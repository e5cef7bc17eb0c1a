using System.Buffers;

namespace CacheKit;

// The coder of a type for which none could be chosen. It fails as any coder may, so that values of the type are returned and not stored.
internal sealed class FailingCoder(Type type, Exception exception) : ICoder
{
    // For those that need the coder's parts, and would leave out a transform without it.
    public InvalidOperationException Failure =>
        new($"A condition that was passed to {nameof(CoderExtensions.For)} failed for {type}: {exception.Message}", exception);

    public void Encode<T>(T value, IBufferWriter<byte> output) => throw Failure;

    public T? Decode<T>(ReadOnlySpan<byte> payload) => throw Failure;
}
