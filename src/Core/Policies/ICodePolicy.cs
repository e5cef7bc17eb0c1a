namespace CacheKit;

// An attribute that stands for a call in the source, such as .Cache(options) of a route.
internal interface ICodePolicy
{
    // What errors call it.
    string Title { get; }

    // What it says beyond its properties; null: nothing.
    CachePolicy? Policy { get; }
}
