using System.Buffers;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit;

/// <summary>
/// Encrypts payloads with ASP.NET Core Data Protection, which keeps and rotates the keys:
/// <c>new JsonCoder().Then(new DataProtectionEncryption(provider))</c>. A payload that was changed, or copied to another key of the store, is
/// refused, and so a miss.
/// </summary>
/// <remarks>
/// All processes that share a store need the same application name and the same key ring. The keys of entries, the lengths of payloads, times
/// and tags are not encrypted.
/// </remarks>
/// <param name="provider">The provider, a service that <c>AddDataProtection</c> registers.</param>
public sealed class DataProtectionEncryption(IDataProtectionProvider provider) : IPayloadTransform
{
    private readonly PayloadMark _mark = new("dp1");
    private readonly IDataProtector _protector =
        (provider ?? throw new ArgumentNullException(nameof(provider))).CreateProtector("CacheKit.DataProtectionEncryption");

    /// <summary>
    /// Whether an entry that is read, and was encrypted with another key than the default one, is encrypted again with that. This happens in the
    /// background, as <see cref="PayloadContext.ReportOutdated"/> describes. Entries of revoked keys are misses in any case.
    /// </summary>
    /// <value>
    /// False by default: an entry keeps its key until it expires or is written again. It has no effect in a transform of a backend.
    /// </value>
    public bool ReencryptsOnRead { get; init; }

    /// <inheritdoc/>
    public bool IsEncrypting => true;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output)
    {
        byte[] encrypted = _protector.CreateProtector(context.Key).Protect(payload.ToArray());
        _mark.Write(output);
        output.Write(encrypted);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output)
    {
        byte[] encrypted = _mark.Strip(transformed).ToArray();
        IDataProtector protector = _protector.CreateProtector(context.Key);
        bool isOutdated = false;
        byte[] payload = ReencryptsOnRead && protector is IPersistedDataProtector persisted
            ? persisted.DangerousUnprotect(encrypted, ignoreRevocationErrors: false, out isOutdated, out _)
            : protector.Unprotect(encrypted);
        output.Write(payload);
        if (isOutdated)
            context.ReportOutdated();
    }
}
