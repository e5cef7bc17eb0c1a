namespace CacheKit.Benchmarks;

// Without the generator the functions would still run, and would be measured as they are.
internal static class Woven
{
    public static async Task RequireAsync(Func<Task<Item>> call)
    {
        if (!ReferenceEquals(await call(), await call()))
            throw new InvalidOperationException("The functions are not woven: each call computes a value of its own.");
    }
}
