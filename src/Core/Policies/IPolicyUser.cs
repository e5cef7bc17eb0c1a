namespace CacheKit;

// A function or the endpoints of an application, whose settings are combined from the policies of a cache and from attributes.
internal interface IPolicyUser
{
    // Called before the policies of a cache change. Throws an InvalidOperationException if they would contradict the attributes.
    void Check(CurrentPolicies current, PolicySnapshot changed);
}
