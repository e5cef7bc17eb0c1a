namespace CacheKit;

// An attribute that represents a call in the source, such as .Cache(options) on a route.
internal interface ICodePolicy
{
    // Its name in error messages.
    string Title { get; }

    // The settings that an attribute has no properties for; null if there are none.
    CachePolicy? Policy { get; }
}
