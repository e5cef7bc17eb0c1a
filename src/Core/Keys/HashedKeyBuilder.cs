using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CacheKit;

/// <summary>
/// Builds short keys: <c>{prefix}:{namespace}:{md5}</c>, with the MD5 hash of the text that <see cref="DefaultKeyBuilder"/> would use.
/// </summary>
/// <remarks>
/// MD5 is not collision-resistant. If an attacker can choose the arguments, use <see cref="DefaultKeyBuilder"/>.
/// </remarks>
public sealed class HashedKeyBuilder : IKeyBuilder
{
    /// <inheritdoc/>
    [SuppressMessage("Security", "CA5351", Justification = "The format of the key is documented. The hash is no security measure.")]
    public string Build(in CacheCall call)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(MemoryMarshal.AsBytes(call.Readable.AsSpan()), hash);
        return new KeySpace(call.Prefix).Compose(call.Namespace, Convert.ToHexStringLower(hash));
    }
}
