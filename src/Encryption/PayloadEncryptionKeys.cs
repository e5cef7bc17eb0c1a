using System.Text;

namespace CacheKit;

/// <summary>The keys of a <see cref="PayloadEncryption"/>, from the oldest to the newest one.</summary>
public sealed class PayloadEncryptionKeys
{
    // AES-256.
    private const int KeyLength = 32;

    private static readonly string _needed =
        $"it needs {KeyLength} random bytes, as \"openssl rand -base64 {KeyLength}\" prints them for Convert.FromBase64String.";

    private readonly List<EncryptionKey> _keys = [];

    internal PayloadEncryptionKeys()
    {
    }

    internal IReadOnlyList<EncryptionKey> All => _keys;

    /// <summary>Adds a key. The last one that is added encrypts; all of them decrypt.</summary>
    /// <param name="name">The name, which is written into each payload in plain text: a date, for example. At most 255 bytes in UTF-8.</param>
    /// <param name="key">32 random bytes, as <c>openssl rand 32</c> makes them. They are copied.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or taken, or the key does not have 32 bytes, or repeats one byte.</exception>
    public PayloadEncryptionKeys Add(string name, byte[] key)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(key);
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length > byte.MaxValue)
            throw new ArgumentException($"The name of the key has {bytes.Length} bytes in UTF-8: {byte.MaxValue} are allowed.", nameof(name));
        if (_keys.Exists(earlier => earlier.Name.SequenceEqual(bytes)))
            throw new ArgumentException($"There are two keys \"{name}\": give each key a name of its own.", nameof(name));
        if (key.Length != KeyLength)
            throw new ArgumentException($"The key \"{name}\" has {key.Length} bytes: {_needed}", nameof(key));
        if (!key.AsSpan().ContainsAnyExcept(key[0]))
            throw new ArgumentException($"The key \"{name}\" repeats one byte, as a placeholder does: {_needed}", nameof(key));

        _keys.Add(new EncryptionKey(bytes, [.. key]));
        return this;
    }
}
