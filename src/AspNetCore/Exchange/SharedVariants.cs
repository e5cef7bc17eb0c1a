using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

// The names that the responses of an endpoint vary by, in the store: a process that has just started finds the entries of the others.
internal static class SharedVariants
{
    private static readonly TimeSpan _expiration = TimeSpan.FromDays(30);

    // True if there were names that this process had not seen.
    public static async ValueTask<bool> LoadAsync(HttpContext context, EndpointPolicy policy)
    {
        if (IsAlone(policy) || !policy.Variants.TryBeginLoad())
            return false;

        EntryRead<byte[]> read = await policy.Cache.Engine.Store.ReadSharedAsync<byte[]>(KeyOf(context, policy), SettingsOf(policy)).ConfigureAwait(false);
        return read.Value is { } names && policy.Variants.TryLearn(Encoding.ASCII.GetString(names).Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    public static async ValueTask SaveAsync(HttpContext context, EndpointPolicy policy)
    {
        EntrySettings settings = SettingsOf(policy);
        byte[] names = Encoding.ASCII.GetBytes(string.Join(',', policy.Variants.Names));
        if (!IsAlone(policy) && EntryPlan.For(settings, isNull: false, [], draft: null, policy.Cache.TimeProvider.GetUtcNow()) is { } plan)
            await policy.Cache.Engine.Store.WriteAsync(KeyOf(context, policy), names, settings, plan, CancellationToken.None).ConfigureAwait(false);
    }

    // A store in this process is no other's.
    private static bool IsAlone(EndpointPolicy policy) => policy.Cache.Engine.Store == policy.Cache.Engine.Local;

    private static string KeyOf(HttpContext context, EndpointPolicy policy) =>
        policy.Cache.Engine.Keys.OfVariants((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "");

    private static EntrySettings SettingsOf(EndpointPolicy policy) =>
        policy.Settings with { Coder = policy.Cache.Coder, Expiration = _expiration, Tags = null };
}
