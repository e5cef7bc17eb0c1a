namespace CacheKit.Generators;

// The object that a woven method is called on. A struct is passed by "ref " or "in ", as the method takes it.
internal sealed record ReceiverModel(string Name, string Type, ReceiverRole Role, string Passing)
{
    public bool IsStruct => Passing.Length > 0;

    public string Field => "_" + Name;

    // What of its class tells calls apart.
    public string Identity => Field + "Identity";
}
