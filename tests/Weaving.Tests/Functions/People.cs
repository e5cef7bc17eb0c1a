namespace CacheKit.Weaving.Tests.Functions;

// Functions that are cached element by element. A person with a negative id does not exist.
internal sealed class People
{
    private readonly List<string> _loads = [];
    private int _count;

    // The ids of each run of a function.
    public IReadOnlyList<string> Loads
    {
        get
        {
            lock (_loads)
                return [.. _loads];
        }
    }

    // The services that were passed to a function.
    public List<Scoped?> Services { get; } = [];

    public Exception? Failure { get; set; }

    // Waited for by the functions, if the test sets it.
    public TaskCompletionSource? Gate { get; set; }

    [Cache(300, Namespace = "people", Tags = ["person:{id}", "tenant:{tenant}"])]
    public Task<Person?> FindAsync(int id, string tenant, CancellationToken cancellationToken = default) => Task.FromResult(Load([id])[0]);

    [Cache(Each = nameof(ids), Shares = nameof(FindAsync))]
    public async Task<IReadOnlyDictionary<int, Person>> FindManyAsync(
        IReadOnlyCollection<int> ids, string tenant, CancellationToken cancellationToken = default) => ById(await LoadAsync(ids, cancellationToken));

    [Cache(300, Each = nameof(ids), Tags = ["listed:{ids}"])]
    public async ValueTask<Person?[]> ListAsync(int[] ids, [CacheIgnore] string trace = "", CancellationToken cancellationToken = default) =>
        await LoadAsync(ids, cancellationToken);

    [Cache(300, Each = nameof(ids), MaxBatch = 2)]
    public async Task<List<Person?>> ListInPartsAsync(List<int> ids) => [.. await LoadAsync(ids, default)];

    [Cache(300, Each = nameof(ids), RemembersAbsent = true)]
    public async Task<Dictionary<int, Person>> RememberAsync(HashSet<int> ids) => ById(await LoadAsync(ids, default));

    [Cache(300, Each = nameof(ids))]
    public async Task<IReadOnlyList<Person>> ListTooFewAsync(IEnumerable<int> ids) => [.. (await LoadAsync([.. ids], default)).OfType<Person>()];

    [Cache(300, Each = nameof(names))]
    public Task<IDictionary<string, int>> MeasureAsync(params string[] names)
    {
        Record(names);
        return Task.FromResult<IDictionary<string, int>>(names.Union(["not asked for"]).ToDictionary(name => name, name => name.Length));
    }

    [Cache(300, Each = nameof(ids))]
    public async Task<IReadOnlyDictionary<int, List<int>>> ListNumbersAsync(IReadOnlyCollection<int>? ids)
    {
        await LoadAsync(ids ?? [], default);
        return (ids ?? []).ToDictionary(id => id, id => new List<int> { id });
    }

    [Cache(60, Each = nameof(ids), Policy = "refreshed in the background")]
    public async Task<IReadOnlyDictionary<int, Person>> KeepAsync(IReadOnlyList<int> ids, [CacheIgnore] Scoped? service = null)
    {
        lock (_loads)
            Services.Add(service);
        Person?[] found = await LoadAsync(ids, default);
        ObjectDisposedException.ThrowIf(service is { IsDisposed: true }, this);
        return ById(found);
    }

    public Task<IReadOnlyDictionary<TKey, string>> DescribeAsync<TKey>(ISet<TKey> keys)
        where TKey : notnull => DescribeHiddenAsync(keys);

    [Cache(Each = nameof(keys))]
    private Task<IReadOnlyDictionary<TKey, string>> DescribeHiddenAsync<TKey>(ISet<TKey> keys)
        where TKey : notnull
    {
        Record(keys);
        return Task.FromResult<IReadOnlyDictionary<TKey, string>>(keys.ToDictionary(key => key, key => $"{key} of {typeof(TKey).Name}"));
    }

    private static Dictionary<int, Person> ById(IEnumerable<Person?> found) => found.OfType<Person>().ToDictionary(person => person.Id);

    private async Task<Person?[]> LoadAsync(IReadOnlyCollection<int> ids, CancellationToken cancellationToken)
    {
        Person?[] found = Load(ids);
        if (Gate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        return Failure is null ? found : throw Failure;
    }

    private Person?[] Load(IReadOnlyCollection<int> ids)
    {
        Record(ids);
        int load = Interlocked.Increment(ref _count);
        return [.. ids.Select(id => id < 0 ? null : new Person(id, $"person {id}", load))];
    }

    private void Record<T>(IEnumerable<T> ids)
    {
        lock (_loads)
            _loads.Add(string.Join(',', ids));
    }
}
