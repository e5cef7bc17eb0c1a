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
    public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output) =>
        output.Write(_protector.CreateProtector(context.Key).Unprotect(_mark.Strip(transformed).ToArray()));
}
