using System.Text;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A text that is the payload itself.</summary>
internal sealed class KeptText(ReadOnlyMemory<byte> utf8) : IEquatable<KeptText>
{
    public ReadOnlyMemory<byte> Utf8 => utf8;

    public bool Equals(KeptText? other) => other is not null && other.Utf8.Span.SequenceEqual(utf8.Span);

    public override bool Equals(object? obj) => Equals(obj as KeptText);

    public override int GetHashCode() => utf8.Length;

    public override string ToString() => Encoding.UTF8.GetString(utf8.Span);
}
