using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CacheKit;

// An encrypted payload:
//
//   mark      7 bytes
//   length    1 byte      of the name
//   name                  of the key, in UTF-8
//   nonce     12 bytes    random
//   tag       16 bytes    over the ciphertext and the full key of the entry, in UTF-16
//   data                  the ciphertext, to the end

/// <summary>
/// Encrypts payloads with AES-256-GCM: <c>new JsonCoder().Then(new PayloadEncryption(keys => keys.Add("2026-11", key)))</c>. A payload that was
/// changed, or copied to another key of the store, is refused, and so a miss.
/// </summary>
/// <remarks>
/// The keys of entries, the lengths of payloads, times and tags are not encrypted. To rotate the key, add a new one before the last one and
/// deploy; then move it to the end and deploy; remove the old one when its entries have expired.
/// </remarks>
public sealed class PayloadEncryption : IPayloadTransform
{
    private const int NonceLength = 12;

    private readonly PayloadMark _mark = new("aes1");
    private readonly EncryptionKey[] _keys;

    /// <summary>Creates an encryption.</summary>
    /// <param name="configure">Adds the keys.</param>
    /// <exception cref="ArgumentException">There is no key, or one is not valid.</exception>
    public PayloadEncryption(Action<PayloadEncryptionKeys> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var keys = new PayloadEncryptionKeys();
        configure(keys);
        if (keys.All.Count == 0)
            throw new ArgumentException("There is no key: add one with keys.Add(name, key).", nameof(configure));

        _keys = [.. keys.All];
    }

    /// <inheritdoc/>
    public bool IsEncrypting => true;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        EncryptionKey key = _keys[^1];
        ReadOnlySpan<byte> entry = MemoryMarshal.AsBytes(context.Key.AsSpan());
        _mark.Write(output);
        output.Write([(byte)key.Name.Length]);
        output.Write(key.Name);
        int length = NonceLength + EncryptionKey.TagLength + payload.Length;
        Span<byte> rest = output.GetSpan(length)[..length];
        Span<byte> nonce = rest[..NonceLength];
        RandomNumberGenerator.Fill(nonce);
        using AesGcm aes = key.CipherOf(entry);
        aes.Encrypt(nonce, payload, rest[(NonceLength + EncryptionKey.TagLength)..], rest.Slice(NonceLength, EncryptionKey.TagLength), entry);
        output.Advance(length);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ReadOnlySpan<byte> entry = MemoryMarshal.AsBytes(context.Key.AsSpan());
        ReadOnlySpan<byte> rest = _mark.Strip(transformed);
        if (rest.IsEmpty || rest.Length < 1 + rest[0] + NonceLength + EncryptionKey.TagLength)
            throw new InvalidDataException("The encrypted payload is cut short.");

        ReadOnlySpan<byte> name = rest.Slice(1, rest[0]);
        rest = rest[(1 + name.Length)..];
        ReadOnlySpan<byte> data = rest[(NonceLength + EncryptionKey.TagLength)..];
        using AesGcm aes = KeyOf(name).CipherOf(entry);
        Span<byte> payload = output.GetSpan(data.Length)[..data.Length];
        aes.Decrypt(rest[..NonceLength], data, rest.Slice(NonceLength, EncryptionKey.TagLength), payload, entry);
        output.Advance(data.Length);
    }

    private EncryptionKey KeyOf(ReadOnlySpan<byte> name)
    {
        foreach (EncryptionKey key in _keys)
        {
            if (key.Name.AsSpan().SequenceEqual(name))
                return key;
        }

        throw new CryptographicException(
            $"The payload was encrypted with the key \"{Encoding.UTF8.GetString(name)}\", which this {nameof(PayloadEncryption)} does not have.");
    }
}
