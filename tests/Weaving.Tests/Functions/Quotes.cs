namespace CacheKit.Weaving.Tests.Functions;

// A marked class from which a test library can derive.
public class Quotes
{
    [Cache(60)]
    public virtual Task<string> FindAsync(int id) => Task.FromResult($"the real {id}");

    [CacheEvict(nameof(FindAsync))]
    public virtual Task DeleteAsync(int id) => Task.CompletedTask;

    // Not virtual: a test library cannot override it.
    public async Task<string> FindTwiceAsync(int id) => await FindAsync(id) + ", " + await FindAsync(id);
}
