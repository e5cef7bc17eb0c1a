namespace CacheKit.Weaving.Tests.Functions;

// Public, since test libraries derive from it.
public interface IQuotes
{
    [Cache(60)]
    Task<string> FindAsync(int id);

    [Cache(60)]
    ValueTask<string> FindValueAsync(int id);

    [Cache(60)]
    string Find(int id);

    [CachePut(nameof(FindAsync))]
    Task<string> RenameAsync(int id, string name);

    [CacheEvict(nameof(FindAsync))]
    Task DeleteAsync(int id);

    [CacheEvict(Namespace = "quotes")]
    ValueTask ResetAsync();

    [CacheEvict(nameof(Find))]
    void Forget(int id);
}
