using System.Collections.Concurrent;

namespace NativeAot;

internal sealed class Users : IUsers
{
    private readonly ConcurrentDictionary<int, string> _names = new() { [1] = "a reader", [2] = "an admin" };

    // Stands for a slow database.
    public async Task<User> FindAsync(int id)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(50));
        return new User(id, _names.GetValueOrDefault(id, "nobody"), DateTimeOffset.Now);
    }

    public Task RenameAsync(int id, string name)
    {
        _names[id] = name;
        return Task.CompletedTask;
    }
}
