using System.Transactions;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A row of a database: what is written inside a transaction is seen there at once, and by others after the commit.</summary>
internal sealed class Table : IEnlistmentNotification
{
    private volatile string _committed = "old";
    private volatile string? _written;

    public string Read() => Transaction.Current is null ? _committed : _written ?? _committed;

    public void Write(string value)
    {
        _written = value;
        Transaction.Current!.EnlistVolatile(this, EnlistmentOptions.None);
    }

    public void Prepare(PreparingEnlistment preparingEnlistment) => preparingEnlistment.Prepared();

    public void Commit(Enlistment enlistment)
    {
        _committed = _written!;
        enlistment.Done();
    }

    public void Rollback(Enlistment enlistment) => enlistment.Done();

    public void InDoubt(Enlistment enlistment) => enlistment.Done();
}
