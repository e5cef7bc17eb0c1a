namespace CacheKit;

// The message is shown to the user: it says what is wrong, and what to do.
internal sealed class DashboardException(DashboardFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public DashboardFault Fault { get; } = fault;

    public static DashboardException Of(StoreRefusedException refusal) => new(DashboardFault.StoreRefused, refusal.Message, refusal);
}
