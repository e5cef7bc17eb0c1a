namespace CacheKit.Weaving.Tests.Functions;

// Code under test, whose calls are woven where it is compiled, whatever the settings of the test project.
internal sealed class QuoteReader(IQuotes quotes)
{
    public async Task<string> ReadAsync(int id) =>
        $"{await quotes.FindAsync(id)}, {await quotes.FindValueAsync(id)}, {quotes.Find(id)}";

    public async Task<string> ChangeAsync(int id, string name)
    {
        string renamed = await quotes.RenameAsync(id, name);
        quotes.Forget(id);
        await quotes.DeleteAsync(id);
        await quotes.ResetAsync();
        return renamed;
    }
}
