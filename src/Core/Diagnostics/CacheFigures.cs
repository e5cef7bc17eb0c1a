using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CacheKit;

// The figures of one cache, for the meter and for the dashboard. Requests are counted while somebody observes: a listener of the meter, or a
// caller of Observe.
internal sealed class CacheFigures(string cacheName)
{
    // Limits memory and the number of series.
    private const int MaxSubjects = 500;
    private const string Others = "others";

    private static int _observers;

    private readonly ConcurrentDictionary<(SubjectKind Kind, string Name, string Namespace), RequestFigures> _subjects = [];
    private readonly Lock _gate = new();
    private int _count;

    // For all caches of the process, so that a hit pays one check.
    public static bool AreObserved
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => CacheMetrics.Requests.Enabled || Volatile.Read(ref _observers) > 0;
    }

    // "default" or the name of a registered cache, "global" for the cache of CacheManager.Init.
    public string CacheName => cacheName;

    // Null for figures without a cache.
    public ICacheState? State { get; set; }

    // Each function, route and namespace up to a limit. All others of a kind share one.
    public IReadOnlyCollection<RequestFigures> Subjects => (IReadOnlyCollection<RequestFigures>)_subjects.Values;

    public RequestFigures OfFunction(string name, string @namespace) => Of(SubjectKind.Function, name, @namespace);

    public RequestFigures OfRoute(string route, string @namespace) => Of(SubjectKind.Route, route, @namespace);

    // For calls by key.
    public RequestFigures OfNamespace(string @namespace) => Of(SubjectKind.Namespace, @namespace, @namespace);

    // Counts until the result is disposed.
    [SuppressMessage(
        "Performance", "CA1822:Mark members as static", Justification = "An observer asks for one cache. That all are counted is for the speed of a hit.")]
    public IDisposable Observe() => new Observation();

    // Adds the requests of a disposed cache.
    public void Add(CacheFigures other)
    {
        foreach (RequestFigures subject in other.Subjects)
            Of(subject.Kind, subject.Name, subject.Namespace).Add(subject);
    }

    private RequestFigures Of(SubjectKind kind, string name, string @namespace)
    {
        if (_subjects.TryGetValue((kind, name, @namespace), out RequestFigures? figures))
            return figures;
        if (Volatile.Read(ref _count) >= MaxSubjects && _subjects.TryGetValue((kind, Others, Others), out figures))
            return figures;

        lock (_gate)
        {
            if (_subjects.TryGetValue((kind, name, @namespace), out figures))
                return figures;
            return _count++ < MaxSubjects ? Add(kind, name, @namespace) : Add(kind, Others, Others);
        }
    }

    private RequestFigures Add(SubjectKind kind, string name, string @namespace) =>
        _subjects.GetOrAdd((kind, name, @namespace), static (key, cache) => new RequestFigures(cache, key.Kind, key.Name, key.Namespace), cacheName);

    private sealed class Observation : IDisposable
    {
        private int _isDisposed;

        public Observation() => Interlocked.Increment(ref _observers);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                Interlocked.Decrement(ref _observers);
        }
    }
}
