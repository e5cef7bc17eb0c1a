using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CacheKit;

/// <summary>
/// Builds short keys: <c>{prefix}:{namespace}:{md5}</c>, with the MD5 hash of the text that <see cref="DefaultKeyBuilder"/> would use.
/// </summary>
/// <remarks>
/// MD5 is not collision-resistant, and an attacker who knows the possible arguments can find which one a key was built for. If an attacker
/// can choose the arguments, or if the arguments are confidential, use a secret.
/// </remarks>
public sealed class HashedKeyBuilder : IKeyBuilder
{
    private const int MinSecretLength = 16;

    private readonly byte[]? _secret;

    /// <summary>Creates a key builder without a secret.</summary>
    public HashedKeyBuilder()
    {
    }

    /// <summary>
    /// Creates a key builder whose keys tell nothing about the arguments to those who don't have the secret:
    /// <c>{prefix}:{namespace}:{hash}</c>, with the HMAC-SHA256 of the text. Prefixes and namespaces stay readable.
    /// </summary>
    /// <param name="secret">At least 16 random bytes, the same in all processes. With another secret no entry is found any more.</param>
    /// <exception cref="ArgumentException">The secret is shorter.</exception>
    public HashedKeyBuilder(byte[] secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Length < MinSecretLength)
            throw new ArgumentException($"The secret has {secret.Length} bytes: use at least {MinSecretLength} random bytes.", nameof(secret));

        _secret = [.. secret];
    }

    /// <inheritdoc/>
    [SuppressMessage("Security", "CA5351", Justification = "The format of the key is documented. The hash is no security measure.")]
    public string Build(in CacheCall call)
    {
        ReadOnlySpan<byte> text = MemoryMarshal.AsBytes(call.Readable.AsSpan());
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        int length = _secret is null ? MD5.HashData(text, hash) : HMACSHA256.HashData(_secret, text, hash);
        return new KeySpace(call.Prefix).Compose(call.Namespace, Convert.ToHexStringLower(hash[..length]));
    }
}
