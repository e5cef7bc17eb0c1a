using System.Transactions;

namespace CacheKit;

internal static class AmbientTransaction
{
    // False if the scope is complete but not yet disposed: its transaction can no longer be accessed.
    public static bool TryGet(out Transaction? transaction)
    {
        try
        {
            transaction = Transaction.Current;
            return true;
        }
        catch (InvalidOperationException)
        {
            transaction = null;
            return false;
        }
    }

    // Code in this scope, including code after an await, runs without a transaction.
    public static IDisposable Suppress() => new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
}
