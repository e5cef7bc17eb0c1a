using CacheKit;

namespace Board;

public sealed class Notices
{
    [Cache(300, Tags = ["board:{board}"])]
    public Task<string> ReadAsync(string board) => Task.FromResult($"{board} {Guid.NewGuid()}");

    [CacheEvict(Tags = ["board:{board}"])]
    public void Post(string board, string notice)
    {
    }
}
