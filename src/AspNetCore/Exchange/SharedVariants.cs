using System.Text;

namespace CacheKit;

// The names that the responses of an endpoint vary by, in the store: a process that has just started finds the entries of the others.
internal static class SharedVariants
{
    // More than the names that are told apart take up.
    private const int LengthLimit = 8 * 1024;

    private static readonly TimeSpan _expiration = TimeSpan.FromDays(30);

    // True if there were names that this process had not seen.
    public static async ValueTask<bool> LoadAsync(EndpointPolicy policy) =>
        !IsAlone(policy) && policy.Variants.TryBeginLoad() && policy.Variants.TryLearn(await ReadAsync(policy).ConfigureAwait(false), isSaved: true);

    // With those that others have saved meanwhile.
    public static async ValueTask SaveAsync(EndpointPolicy policy)
    {
        EntrySettings settings = SettingsOf(policy);
        if (IsAlone(policy) || EntryPlan.For(settings, isNull: false, [], draft: null, policy.Cache.TimeProvider.GetUtcNow()) is not { } plan)
            return;

        policy.Variants.TryLearn(await ReadAsync(policy).ConfigureAwait(false), isSaved: true);
        byte[] names = Encoding.ASCII.GetBytes(string.Join(',', policy.Variants.Names));
        await policy.Cache.Engine.Store.WriteAsync(KeyOf(policy), names, settings, plan, CancellationToken.None).ConfigureAwait(false);
    }

    private static async ValueTask<string[]> ReadAsync(EndpointPolicy policy)
    {
        EntryRead<byte[]> read = await policy.Cache.Engine.Store.ReadSharedAsync<byte[]>(KeyOf(policy), SettingsOf(policy)).ConfigureAwait(false);
        return read.Value is { Length: <= LengthLimit } names
            ? Array.FindAll(Encoding.ASCII.GetString(names).Split(','), SendableResponse.IsName)
            : [];
    }

    // A store in this process is no other's.
    private static bool IsAlone(EndpointPolicy policy) => policy.Cache.Engine.Store == policy.Cache.Engine.Local;

    private static string KeyOf(EndpointPolicy policy) => policy.Cache.Engine.Keys.OfVariants(EndpointText.Of(policy.Endpoint));

    private static EntrySettings SettingsOf(EndpointPolicy policy) =>
        policy.Settings with { Coder = policy.Cache.Coder, Expiration = _expiration, Tags = null };
}
