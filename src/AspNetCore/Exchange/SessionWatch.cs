using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// Notes whether a handler has used the session: what it then answers is one client's.
internal sealed class SessionWatch(ISessionFeature watched) : ISessionFeature
{
    public ISessionFeature Watched => watched;

    public bool IsUsed { get; private set; }

    public ISession Session
    {
        get
        {
            IsUsed = true;
            return watched.Session;
        }
        set => watched.Session = value;
    }
}
