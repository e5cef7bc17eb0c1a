using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CacheKit;

/// <summary>Short keys of one form: <c>{prefix}:{namespace}:{md5}</c>, the MD5 of what <see cref="DefaultKeyBuilder"/> would write.</summary>
/// <remarks>
/// MD5 keeps apart calls that differ by chance. Where callers could construct two arguments with the same MD5 on purpose,
/// stay with <see cref="DefaultKeyBuilder"/>.
/// </remarks>
public sealed class HashedKeyBuilder : IKeyBuilder
{
    /// <inheritdoc/>
    [SuppressMessage("Security", "CA5351", Justification = "The form of the key is a published one; nothing is protected by it.")]
    public string Build(in CacheCall call)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(MemoryMarshal.AsBytes(call.Readable.AsSpan()), hash);
        return new KeySpace(call.Prefix).Compose(call.Namespace, Convert.ToHexStringLower(hash));
    }
}
