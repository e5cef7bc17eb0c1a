using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CacheKit;

// An encrypted payload:
//
//   mark      7 bytes
//   length    1 byte      of the name
//   name                  of the key, in UTF-8
//   salt      16 bytes    random, of one process
//   nonce     12 bytes    random
//   tag       16 bytes    over the ciphertext and the full key of the entry, in UTF-16
//   data                  the ciphertext, to the end

/// <summary>
/// Encrypts payloads with AES-256-GCM: <c>new JsonCoder().Then(new PayloadEncryption(keys => keys.Add("2026-11", key)))</c>. A payload that was
/// changed, or copied to another key of the store, is refused, and so a miss.
/// </summary>
/// <remarks>
/// The keys of entries, the lengths of payloads, times and tags are not encrypted. To rotate the key, add a new one before the last one and
/// deploy; then move it to the end and deploy; remove the old one when its entries have expired, or were encrypted again
/// (<see cref="ReencryptsOnRead"/>).
/// </remarks>
public sealed class PayloadEncryption : IPayloadTransform
{
    private const int NonceLength = 12;
    private const int OverheadLength = NonceLength + SaltedKey.TagLength;

    private static readonly PayloadMark _mark = new("aes1");

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

    /// <summary>
    /// Whether an entry that is read, and was encrypted with another key than the last one, is encrypted again with the last one. This happens in
    /// the background, as <see cref="PayloadContext.ReportOutdated"/> describes.
    /// </summary>
    /// <value>
    /// False by default: an entry keeps its key until it expires or is written again. It has no effect in a transform of a backend.
    /// </value>
    public bool ReencryptsOnRead { get; init; }

    /// <inheritdoc/>
    public bool IsEncrypting => true;

    // Random nonces may be used for 2^32 payloads of one key. This is a sixteenth of them.
    internal long PayloadsPerSalt { get; init; } = 1L << 28;

    internal static byte[] Mark { get; } = BytesOf(_mark);

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ReadOnlySpan<byte> entry = MemoryMarshal.AsBytes(context.Key.AsSpan());
        SaltedKey key = _keys[^1].ForPayload(PayloadsPerSalt);
        int length = key.Header.Length + OverheadLength + payload.Length;
        Span<byte> encrypted = output.GetSpan(length)[..length];
        key.Header.CopyTo(encrypted);
        Span<byte> rest = encrypted[key.Header.Length..];
        Span<byte> nonce = rest[..NonceLength];
        RandomNumberGenerator.Fill(nonce);
        AesGcm cipher = key.Take();
        try
        {
            cipher.Encrypt(nonce, payload, rest[OverheadLength..], rest[NonceLength..OverheadLength], entry);
        }
        finally
        {
            key.Return(cipher);
        }

        output.Advance(length);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ReadOnlySpan<byte> rest = _mark.Strip(transformed);
        if (rest.IsEmpty || rest.Length < 1 + rest[0] + EncryptionKey.SaltLength + OverheadLength)
            throw new InvalidDataException("The encrypted payload is cut short.");

        EncryptionKey key = KeyOf(rest.Slice(1, rest[0]));
        rest = rest[(1 + rest[0])..];
        ReadOnlySpan<byte> salt = rest[..EncryptionKey.SaltLength];
        SaltedKey salted = key.Find(salt, out bool isKept);
        Decrypt(rest[EncryptionKey.SaltLength..], salted, context.Key, output);
        if (!isKept)
            key.Keep(salt, salted);
        if (ReencryptsOnRead && key != _keys[^1])
            context.ReportOutdated();
    }

    private static void Decrypt(ReadOnlySpan<byte> encrypted, SaltedKey key, string entry, IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> data = encrypted[OverheadLength..];
        Span<byte> payload = output.GetSpan(data.Length)[..data.Length];
        AesGcm cipher = key.Take();
        try
        {
            cipher.Decrypt(
                encrypted[..NonceLength], data, encrypted[NonceLength..OverheadLength], payload, MemoryMarshal.AsBytes(entry.AsSpan()));
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new AuthenticationTagMismatchException(
                $"The payload was changed, belongs to another entry, or was encrypted with another key of the name \"{key.Name}\".", exception);
        }
        finally
        {
            key.Return(cipher);
        }

        output.Advance(data.Length);
    }

    private EncryptionKey KeyOf(ReadOnlySpan<byte> name)
    {
        foreach (EncryptionKey key in _keys)
        {
            if (key.Name.SequenceEqual(name))
                return key;
        }

        // The message is logged, and the name may be forged.
        JsonEncodedText escaped = JsonEncodedText.Encode(Encoding.UTF8.GetString(name), JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        throw new CryptographicException(
            $"The payload was encrypted with the key \"{escaped}\", which this {nameof(PayloadEncryption)} does not have.");
    }

    private static byte[] BytesOf(PayloadMark mark)
    {
        var bytes = new ArrayBufferWriter<byte>(PayloadMark.Length);
        mark.Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
