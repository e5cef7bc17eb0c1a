namespace CacheKit;

// What .Cache() says of a route, a group or controllers, told apart from what an attribute in the source says.
internal sealed class RouteCacheAttribute(int expire) : CacheAttribute(expire);
