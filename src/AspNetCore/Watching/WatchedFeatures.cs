using System.Collections;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// The features of a request while its handler runs. A few are replaced by the cache, all others are those of the client's request. Features
// that middleware after the cache sets, such as the session, are set through this class.
internal sealed class WatchedFeatures : IFeatureCollection
{
    // The type is internal to the framework.
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
                _reads.RecordAntiforgery();
            if (key == typeof(ITlsConnectionFeature))
                _reads.RecordCertificate();

            object? feature = _client[key];
            return key == typeof(ISessionFeature) && feature is ISessionFeature session ? Watch(session) : feature;
        }
        set
        {
            if (key == typeof(IAuthenticationFeature) && _client[key] is null)
                _reads.RecordAuthentication();
            if (key == typeof(ISessionFeature) && value is not null)
                _reads.DropSessionCookie();
            if (_own.ContainsKey(key))
                _own[key] = value;
            else
                _client[key] = value is WatchedSession session ? session.Client : value;
            _changes++;
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    // Sets a feature that only the handler sees.
    public void Own<TFeature>(TFeature instance)
        where TFeature : class => _own[typeof(TFeature)] = instance;

    // Makes these the features of the request, until Leave restores the original ones.
    public void Enter() => Change(this);

    public void Leave() => Change(_client);

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() =>
        _client.Where(feature => !_own.ContainsKey(feature.Key))
            .Concat(_own.Where(own => own.Value is not null).Select(own => KeyValuePair.Create(own.Key, own.Value!)))
            .GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // A context caches the features that it has looked up, and drops them only when it is initialized.
    private void Change(IFeatureCollection features)
    {
        _context.Uninitialize();
        _context.Initialize(features);
    }

    private WatchedSession Watch(ISessionFeature session) =>
        _session?.Client == session ? _session : _session = new WatchedSession(session, _reads);
}
