using System.Collections.Concurrent;
using CacheKit;

namespace QuickStart;

internal sealed record User(int Id, string Name, DateTimeOffset Loaded);

internal static class Users
{
    private static readonly ConcurrentDictionary<int, string> _names = new() { [1] = "a reader", [2] = "an admin" };

    // Stands for a slow database. Every call reads the cache first.
    [Cache(300, Namespace = "users", Tags = ["user:{id}"])]
    public static async Task<User> FindAsync(int id)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        return new User(id, _names.GetValueOrDefault(id, "nobody"), DateTimeOffset.Now);
    }

    // Evicts all entries with the user's tag: the result of FindAsync, and the response of /users/{id}.
    [CacheEvict(Tags = ["user:{id}"])]
    public static async Task RenameAsync(int id, string name)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(50));
        _names[id] = name;
    }
}
