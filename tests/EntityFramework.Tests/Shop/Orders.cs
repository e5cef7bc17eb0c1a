using System.Transactions;

namespace CacheKit.EntityFramework.Tests.Shop;

/// <summary>
/// A table that takes part in ambient transactions, like those of servers other than SQLite: other connections see a change after its
/// commit.
/// </summary>
public sealed class Orders : IEnlistmentNotification
{
    private volatile string _committed = "open";
    private volatile string _written = "";

    [Cache(60, Tags = ["order:{id}"])]
    public Task<string> StateAsync(int id) => Task.FromResult(_committed);

    [CacheEvict(Tags = ["order:{id}"])]
    public Task CancelAsync(int id) => WriteAsync("cancelled");

    [CachePut(nameof(StateAsync))]
    public Task<string> CloseAsync(int id) => WriteAsync("closed");

    public void Prepare(PreparingEnlistment preparingEnlistment) => preparingEnlistment.Prepared();

    public void Commit(Enlistment enlistment)
    {
        _committed = _written;
        enlistment.Done();
    }

    public void Rollback(Enlistment enlistment) => enlistment.Done();

    public void InDoubt(Enlistment enlistment) => enlistment.Done();

    private Task<string> WriteAsync(string state)
    {
        _written = state;
        Transaction.Current!.EnlistVolatile(this, EnlistmentOptions.None);
        return Task.FromResult(state);
    }
}
