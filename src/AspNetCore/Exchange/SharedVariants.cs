using System.Text;

namespace CacheKit;

// Shares the header names that an endpoint's responses vary by through the store, so that a new process finds existing entries.
internal static class SharedVariants
{
    // More than the limit on distinct names can fill.
    private const int LengthLimit = 8 * 1024;

    private static readonly TimeSpan _expiration = TimeSpan.FromDays(30);

    // False if the store was not asked, or has more names than the limit.
    public static async ValueTask<bool> LoadAsync(EndpointPolicy policy) =>
        !IsAlone(policy) && policy.Variants.TryBeginLoad() && policy.Variants.TryLearn(await ReadAsync(policy).ConfigureAwait(false), isSaved: true);

    // Merges the names that other processes have saved.
    public static async ValueTask SaveAsync(EndpointPolicy policy)
    {
        EntrySettings settings = SettingsOf(policy);
        if (IsAlone(policy) || EntryPlan.For(settings, isNull: false, [], draft: null, policy.Cache.TimeProvider) is not { } plan)
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

    // An in-process store has no other users.
    private static bool IsAlone(EndpointPolicy policy) => policy.Cache.Engine.Store == policy.Cache.Engine.Local;

    private static string KeyOf(EndpointPolicy policy) => policy.Cache.Engine.Keys.OfVariants(EndpointText.Of(policy.Endpoint));

    private static EntrySettings SettingsOf(EndpointPolicy policy) =>
        policy.Settings with { Coder = policy.Cache.Coder, Expiration = _expiration, Tags = null };
}
