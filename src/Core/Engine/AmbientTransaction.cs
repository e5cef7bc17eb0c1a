using System.Transactions;

namespace CacheKit;

internal static class AmbientTransaction
{
    // False where the scope is complete already and only to be disposed of: then its transaction is not accessible any more.
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

    // Until it is disposed of, also after an await, the caller is part of no transaction.
    public static IDisposable Suppress() => new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
}
