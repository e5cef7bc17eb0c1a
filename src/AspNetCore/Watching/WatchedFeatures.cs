using System.Collections;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// The features of a request while its handler runs: a few are the cache's own, all others are the client's. What middleware behind the
// cache adds is seen here first, the session most of all.
internal sealed class WatchedFeatures : IFeatureCollection
{
    // The framework keeps the type to itself.
    private const string Antiforgery = "Microsoft.AspNetCore.Antiforgery.IAntiforgeryFeature";

    private readonly Dictionary<Type, object?> _own = [];
    private readonly DefaultHttpContext _context;
    private readonly IFeatureCollection _client;
    private readonly RequestReads _reads;
    private WatchedSession? _session;
    private int _changes;

    public WatchedFeatures(DefaultHttpContext context, RequestReads reads)
    {
        _context = context;
        _client = context.Features;
        _reads = reads;
    }

    public bool IsReadOnly => _client.IsReadOnly;

    public int Revision => _client.Revision + _changes;

    public object? this[Type key]
    {
        get
        {
            if (_own.TryGetValue(key, out object? own))
                return own;
            if (key.FullName == Antiforgery)
                _reads.NoteAntiforgery();

            object? feature = _client[key];
            return key == typeof(ISessionFeature) && feature is ISessionFeature session ? Watch(session) : feature;
        }
        set
        {
            if (key == typeof(IAuthenticationFeature) && _client[key] is null)
                _reads.NoteAuthentication();
            if (key == typeof(ISessionFeature) && value is not null)
                _reads.NoteSessionSetUp();
            if (_own.ContainsKey(key))
                _own[key] = value;
            else
                _client[key] = value is WatchedSession session ? session.Client : value;
            _changes++;
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    // Sets a feature that the client's side never sees.
    public void Own<TFeature>(TFeature instance)
        where TFeature : class => _own[typeof(TFeature)] = instance;

    // Makes these the features of a request, and gives back its own in the end.
    public void Enter() => Change(this);

    public void Leave() => Change(_client);

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() =>
        _client.Where(feature => !_own.ContainsKey(feature.Key))
            .Concat(_own.Where(own => own.Value is not null).Select(own => KeyValuePair.Create(own.Key, own.Value!)))
            .GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // A context keeps features that it has looked up, and drops them only when it is set up anew.
    private void Change(IFeatureCollection features)
    {
        _context.Uninitialize();
        _context.Initialize(features);
    }

    private WatchedSession Watch(ISessionFeature session) =>
        _session?.Client == session ? _session : _session = new WatchedSession(session, _reads);
}
