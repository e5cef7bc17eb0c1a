namespace CacheKit.Generators;

// The object that a woven method is called on. A struct is passed by "ref " or "in ", as the method takes it. A test library can derive
// a substitute from an interface and from a class that is not sealed.
internal sealed record ReceiverModel(string Name, string Type, ReceiverRole Role, string Passing, bool MayBeSubstitute)
{
    public bool IsStruct => Passing.Length > 0;

    public string Field => "_" + Name;

    // What of its class tells calls apart.
    public string Identity => Field + "Identity";
}
