using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CacheKit.Benchmarks;

// AES-GCM of the package beside that of the framework: with one instance for all payloads, which only one thread may use; with the key of the entry as
// associated data too; and with a new instance for each payload.
internal static class Encryption
{
    private const string EntryKey = "benchmark:orders:1";
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = NonceLength + TagLength;

    public static void Measure(int length)
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        byte[] payload = RandomNumberGenerator.GetBytes(length);
        var own = new PayloadEncryption(keys => keys.Add("2026-11", key));
        var output = new ArrayBufferWriter<byte>(length + 1_024);
        var context = new PayloadContext(EntryKey);
        using var aes = new AesGcm(key, TagLength);
        byte[] bare = Written(output, () => Encrypt(aes, payload, output, default));
        byte[] bound = Written(output, () => Encrypt(aes, payload, output, EntryBytes));
        byte[] ours = Written(output, () => own.Encode(payload, context, output));
        int calls = Math.Clamp(100_000_000 / (length + 5_000), 500, 20_000);

        Report("encrypt", length, Rounds.Measure(calls,
            Repeat(output, () => Encrypt(aes, payload, output, default)),
            Repeat(output, () => Encrypt(aes, payload, output, EntryBytes)),
            Repeat(output, () =>
            {
                using var fresh = new AesGcm(key, TagLength);
                Encrypt(fresh, payload, output, default);
            }),
            Repeat(output, () => own.Encode(payload, context, output))));
        Report("decrypt", length, Rounds.Measure(calls,
            Repeat(output, () => Decrypt(aes, bare, output, default)),
            Repeat(output, () => Decrypt(aes, bound, output, EntryBytes)),
            Repeat(output, () =>
            {
                using var fresh = new AesGcm(key, TagLength);
                Decrypt(fresh, bare, output, default);
            }),
            Repeat(output, () => own.Decode(ours, context, output))));
    }

    private static ReadOnlySpan<byte> EntryBytes => MemoryMarshal.AsBytes(EntryKey.AsSpan());

    private static void Encrypt(AesGcm aes, byte[] payload, ArrayBufferWriter<byte> output, ReadOnlySpan<byte> associated)
    {
        int length = Overhead + payload.Length;
        Span<byte> room = output.GetSpan(length)[..length];
        RandomNumberGenerator.Fill(room[..NonceLength]);
        aes.Encrypt(room[..NonceLength], payload, room[Overhead..], room[NonceLength..Overhead], associated);
        output.Advance(length);
    }

    private static void Decrypt(AesGcm aes, ReadOnlySpan<byte> encrypted, ArrayBufferWriter<byte> output, ReadOnlySpan<byte> associated)
    {
        int length = encrypted.Length - Overhead;
        aes.Decrypt(
            encrypted[..NonceLength], encrypted[Overhead..], encrypted[NonceLength..Overhead], output.GetSpan(length)[..length], associated);
        output.Advance(length);
    }

    private static byte[] Written(ArrayBufferWriter<byte> output, Action write)
    {
        output.ResetWrittenCount();
        write();
        return output.WrittenSpan.ToArray();
    }

    private static Action<int> Repeat(ArrayBufferWriter<byte> output, Action action) => calls =>
    {
        for (int call = 0; call < calls; call++)
        {
            output.ResetWrittenCount();
            action();
        }
    };

    private static void Report(string what, int length, (double Nanoseconds, double Ratio, double Bytes)[] results)
    {
        double bound = results[3].Nanoseconds / results[1].Nanoseconds;
        double fresh = results[3].Nanoseconds / results[2].Nanoseconds;
        Console.WriteLine(
            $"  AES-GCM      {length,7:N0} bytes  {what} {results[3].Nanoseconds / 1_000,7:N2} us ({results[3].Bytes:N0} B)  " +
            $"one instance {results[3].Ratio,5:N2}  bound to the entry too {bound,5:N2}  an instance for each payload {fresh,5:N2}");
        string size = $"{length:N0} bytes";
        Ratios.Add($"{what}, AES-GCM", size, results[3].Ratio, "AesGcm, one instance");
        Ratios.Add($"{what}, AES-GCM", size, bound, "AesGcm, one instance, bound to the key of the entry");
        Ratios.Add($"{what}, AES-GCM", size, fresh, "AesGcm, an instance for each payload");
    }
}
