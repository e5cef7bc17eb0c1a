namespace CacheKit.Weaving.Tests.Functions;

// A derived attribute that sets tags.
internal sealed class CacheAccountsAttribute : CacheAttribute
{
    public CacheAccountsAttribute() => Tags = ["own tag"];
}

internal sealed record Account(int Id, string Name, int Version);

// Functions that put and evict entries of other functions.
[Cache(300, Namespace = "accounts", Tags = ["all accounts"])]
internal sealed class Accounts
{
    private int _version;

    public int Loads { get; private set; }

    public bool IsBroken { get; set; }

    [Cache(Tags = ["account:{id}", "accounts"])]
    public Task<Account?> FindAsync(int id, [CacheIgnore] string trace = "", CancellationToken cancellationToken = default)
    {
        Loads++;
        return Task.FromResult<Account?>(new Account(id, "loaded" + trace, ++_version));
    }

    [CacheAccounts(Tags = ["counted:{id}"])]
    public int Count(int id) => ++_version;

    [CacheAccounts]
    public int CountAll() => ++_version;

    [Cache]
    public Account Describe(int id)
    {
        Loads++;
        return new Account(id, "described", ++_version);
    }

    [CachePut(nameof(FindAsync))]
    public async Task<Account?> RenameAsync(int id, string name)
    {
        await Task.Yield();
        FailIfBroken();
        return new Account(id, name, ++_version);
    }

    [CacheEvict(nameof(FindAsync)), CacheEvict(nameof(Describe))]
    public async Task DeleteAsync(int id)
    {
        await Task.Yield();
        FailIfBroken();
        Deleted = id;
    }

    [CacheEvict(Tags = ["graceful"], Mode = EvictionMode.Soft)]
    public void Soften()
    {
    }

    [CacheEvict(Tags = ["account:{id}"])]
    public ValueTask<int> TouchAsync(int id) => new(++_version);

    [CacheEvict(Tags = ["{owner}", "accounts"])]
    public Task LeaveAsync(string? owner) => Task.CompletedTask;

    [CacheEvict(Tags = ["{owner}"], Mode = EvictionMode.Soft)]
    public int Leave(string? owner) => ++_version;

    [CacheEvict(Tags = ["accounts"], Before = true)]
    public void Import(string result)
    {
        FailIfBroken();
        Imported = result;
    }

    [CacheEvict(nameof(FindAsync))]
    public void OnChanged(object? _, int id) => Sender = _;

    [CacheEvict(Namespace = "accounts")]
    public int Reset(int result) => result;

    public int Deleted { get; private set; }

    public string? Imported { get; private set; }

    public object? Sender { get; private set; }

    private void FailIfBroken()
    {
        if (IsBroken)
            throw new InvalidOperationException("Broken.");
    }
}
