namespace QuickStart;

internal sealed record User(int Id, string Role, DateTimeOffset Loaded);

internal static class Users
{
    // Stands for a slow database.
    public static async Task<User> FindAsync(int id)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        return new User(id, id == 1 ? "an admin" : "a reader", DateTimeOffset.Now);
    }
}
