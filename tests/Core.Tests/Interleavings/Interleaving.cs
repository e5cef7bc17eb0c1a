using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Interleavings;

/// <summary>
/// One run of a scenario: processes on a store, and what they do at the same time. Behind the cache stands a source whose versions are numbered;
/// a change makes the next one.
/// </summary>
internal sealed class Interleaving(Schedule schedule) : IDisposable
{
    public const string Channel = "changes";
    public const string Tag = "tag";

    // So often time goes on where nothing else can: much longer than anything waits for it.
    private const int MostPauses = 300;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _untilNextAttempt = TimeSpan.FromSeconds(3);

    private readonly List<(string Name, Func<Task> Script)> _scripts = [];
    private readonly List<(int Version, DateTimeOffset At)> _acknowledged = [];
    private readonly List<IDisposable> _made = [];
    private readonly AsyncLocal<int> _change = new();
    private SteppedStore? _store;

    public Schedule Schedule => schedule;

    public FakeTimeProvider Clock { get; } = new();

    public SteppedStore Store => _store ??= new SteppedStore(Clock);

    public Dictionary<string, Participant> Participants { get; } = [];

    public Faults Faults { get; set; } = Faults.None;

    public CacheEntryOptions Options { get; set; } = new() { Namespace = "users", Tags = [Tag], Expiration = TimeSpan.FromHours(1) };

    /// <summary>The timeout of a process for calls of the store; null: none.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>The longest time until a change holds in the other processes.</summary>
    public TimeSpan Bound { get; set; }

    /// <summary>The number of computations of the value.</summary>
    public int Runs { get; private set; }

    /// <summary>Runs once all actors have ended and the store has been repaired. Nothing waits for its turn then.</summary>
    public Func<Task> AtTheEnd { get; set; } = () => Task.CompletedTask;

    /// <summary>The version that the source has.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>The oldest version that each process may still find.</summary>
    public int LeastVersion => _acknowledged.Max(change => Clock.GetUtcNow() - change.At >= Bound ? change.Version : (int?)null) ?? 0;

    /// <summary>The version of the change that the caller is part of; zero: of none.</summary>
    public int VersionOfChange => _change.Value;

    public static int VersionOf(string value) => int.Parse(value.AsSpan(0, value.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

    /// <summary>A process that asks the store each time, or one with a memory in front of a store that talks or is polled.</summary>
    public Participant Process(string name, bool isTiered = false, bool talks = true)
    {
        ICacheBackend backend = isTiered && talks ? new TalkingConnection(this, name) : new SteppedConnection(this, name);
        if (isTiered)
        {
            var memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = Clock });
            var tiers = new TieredBackend(memory, backend, new TieredBackendOptions { TimeProvider = Clock, Channel = Channel });
            _made.AddRange([tiers, memory]);
            backend = tiers;
        }

        var cache = new Cache(backend, "app", new CacheOptions { TimeProvider = Clock, Store = new StoreOptions { Timeout = Timeout, BreakAfter = null } });
        return Participants[name] = new Participant(this, name, cache);
    }

    /// <summary>The same with a memory, once it hears the others.</summary>
    public async Task<Participant> HearingProcessAsync(string name, bool talks)
    {
        Participant process = Process(name, isTiered: true, talks);
        await process.Cache.TryGetAsync<string>("nothing");
        await OneWorker.SettleAsync();
        return process;
    }

    /// <summary>Something that begins at any time, and goes on at the same time as everything else.</summary>
    public void Actor(string name, Func<Task> script) => _scripts.Add((name, script));

    /// <summary>Time goes on, a second at each step.</summary>
    public async Task PassSecondsAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await schedule.PassAsync("a second passes");
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Computes the value from the source: slowly, and of the version that it has at one moment. It heeds the token of its caller.</summary>
    public async ValueTask<string> ComputeAsync(string process, CancellationToken cancellationToken = default)
    {
        Runs++;
        await schedule.PassAsync($"{process} reads the source");
        int version = Version;
        await schedule.PassAsync($"{process} has read the source");
        cancellationToken.ThrowIfCancellationRequested();
        return $"{version} computed";
    }

    public static void Expect(bool isMet, string rule)
    {
        if (!isMet)
            throw new Violation(rule);
    }

    /// <summary>The source changes, and the caller is about to tell the cache.</summary>
    public int BeginChange() => _change.Value = ++Version;

    /// <summary>A change has been done.</summary>
    public void Acknowledge(int version) => _acknowledged.Add((version, Clock.GetUtcNow()));

    public async Task RunAsync()
    {
        schedule.IsFree = false;
        (string Name, Task Task)[] actors = [.. _scripts.Select(actor => (actor.Name, RunAsync(actor.Name, actor.Script)))];
        await schedule.RunAsync();
        for (int pauses = 0; actors.Any(actor => !actor.Task.IsCompleted); pauses++)
        {
            await ThrowFirstAsync(actors);
            if (pauses == MostPauses)
                throw new Violation($"{string.Join(", ", actors.Where(actor => !actor.Task.IsCompleted).Select(actor => actor.Name))} waits for ever.");
            Clock.Advance(_pause);
            await schedule.RunAsync();
        }

        await ThrowFirstAsync(actors);
        for (int attempts = 0; attempts <= Faults.Count; attempts++)
        {
            Clock.Advance(_untilNextAttempt);
            await schedule.RunAsync();
        }

        schedule.IsFree = true;
        await AtTheEnd();
    }

    public void Dispose()
    {
        foreach (Participant participant in Participants.Values)
            participant.Cache.Dispose();
        _made.ForEach(made => made.Dispose());
    }

    private async Task RunAsync(string name, Func<Task> script)
    {
        await schedule.PassAsync($"{name} begins");
        await script();
    }

    private static async Task ThrowFirstAsync((string Name, Task Task)[] actors)
    {
        foreach ((_, Task task) in actors)
        {
            if (task.IsFaulted)
                await task;
        }
    }
}
